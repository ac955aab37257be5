import type { Language } from '../languages.js';

export interface ChatTexts {
  readonly title: string;
  readonly write: string;
  readonly send: string;
  readonly conversation: string;
  readonly online: string;
  readonly reconnecting: string;
  readonly typing: string;
  readonly sending: string;
  readonly notSent: string;
  readonly tooFast: string;
  readonly gone: string;
  readonly you: string;
  readonly today: string;
  readonly other: string;
  readonly empty: string;
  readonly needsScript: string;
  readonly newMessages: string;
  readonly earlier: string;
  readonly yesterday: string;
  readonly waiting: string;
  readonly close: string;
}

const en: ChatTexts = {
  title: 'Chat',
  write: 'Write a message',
  send: 'Send',
  conversation: 'Conversation',
  online: 'Online',
  reconnecting: 'Reconnecting…',
  typing: 'The shop is writing',
  sending: 'Sending…',
  notSent: 'Not sent.',
  tooFast: 'That was a bit fast. Please wait a moment.',
  gone: 'This button is no longer there.',
  you: 'You',
  today: 'Today',
  other: '中文',
  empty: 'Say hello to begin.',
  needsScript: 'The chat needs JavaScript.',
  newMessages: 'New messages',
  earlier: 'Earlier messages',
  yesterday: 'Yesterday',
  waiting: 'Will be sent as soon as you are online.',
  close: 'Close the chat',
};

const zh: ChatTexts = {
  title: '聊天',
  write: '输入消息',
  send: '发送',
  conversation: '对话',
  online: '在线',
  reconnecting: '正在重新连接…',
  typing: '对方正在输入',
  sending: '发送中…',
  notSent: '未发送。',
  tooFast: '发送太快了，请稍候。',
  gone: '这个按钮已失效。',
  you: '你',
  today: '今天',
  other: 'English',
  empty: '打个招呼，开始聊天吧。',
  needsScript: '聊天需要启用 JavaScript。',
  newMessages: '新消息',
  earlier: '更早的消息',
  yesterday: '昨天',
  waiting: '联网后会自动发送。',
  close: '关闭聊天',
};

export const chatTexts: Readonly<Record<Language, ChatTexts>> = { en, 'zh-CN': zh };
