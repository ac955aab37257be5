import type { Language } from '../language.js';
import { languageOf } from '../language.js';

/** What the staff read, once for each language. */
export interface StaffTexts {
  readonly opened: (caseId: number) => string;
  readonly noWords: string;
  readonly howTo: (caseId: number) => string;
  readonly says: (caseId: number, text: string) => string;
  readonly endedByCustomer: (caseId: number) => string;
  readonly fellAsleep: (caseId: number) => string;
  readonly replied: (caseId: number) => string;
  readonly unreachable: (caseId: number) => string;
  readonly taken: (caseId: number, by: string) => string;
  readonly closed: (caseId: number) => string;
  readonly isClosed: (caseId: number) => string;
  readonly noCase: string;
  readonly whichCase: string;
  readonly noCases: string;
  readonly caseLine: (caseId: number, minutes: number, assignee: string | null) => string;
  readonly help: string;
  readonly noCard: string;
  readonly card: {
    readonly unnamed: string;
    readonly since: (day: string, channel: string) => string;
    readonly language: (name: string) => string;
    readonly noOrders: string;
    readonly orders: (list: string) => string;
    readonly coupons: (count: number) => string;
    readonly campaign: (name: string, day: string) => string;
    readonly consent: Readonly<Record<'granted' | 'withdrawn' | 'none', string>>;
    readonly only: (names: string) => string;
    readonly muted: (names: string) => string;
    readonly perWeek: (count: number) => string;
  };
}

const en: StaffTexts = {
  opened: (caseId) => `#${caseId}: a customer wants to talk to a person.`,
  noWords: '(has not said yet what it is about)',
  howTo: (caseId) => `Answer by replying to this message, or: /reply ${caseId} your words`,
  says: (caseId, text) => `#${caseId}: ${text}`,
  endedByCustomer: (caseId) => `#${caseId}: the customer has ended the talk.`,
  fellAsleep: (caseId) => `#${caseId}: closed, nobody has written for a day.`,
  replied: (caseId) => `#${caseId}: sent.`,
  unreachable: (caseId) => `#${caseId}: not sent, the customer cannot be reached any more.`,
  taken: (caseId, by) => `#${caseId} is with ${by} now.`,
  closed: (caseId) => `#${caseId} is closed.`,
  isClosed: (caseId) => `#${caseId} is closed already.`,
  noCase: 'There is no such case. /cases lists the open ones.',
  whichCase: 'Which case? Give its number, or reply to one of its messages.',
  noCases: 'No case is open.',
  caseLine: (caseId, minutes, assignee) =>
    `#${caseId}, open for ${minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`}, ${assignee === null ? 'nobody’s' : `with ${assignee}`}`,
  help: [
    'Reply to a customer’s message to answer it, or:',
    '/cases: the open cases',
    '/reply 12 words: answer case 12',
    '/take 12: it is yours · /assign 12 @anna: it is hers',
    '/card 12: who the customer is',
    '/close 12: end the talk',
  ].join('\n'),
  noCard: '(nothing is known of this customer)',
  card: {
    unnamed: 'No name known',
    since: (day, channel) => `Customer since ${day}, writes by ${channel}`,
    language: (name) => `Speaks ${name}`,
    noOrders: 'No orders',
    orders: (list) => `Last orders: ${list}`,
    coupons: (count) => {
      if (count === 0) return 'No coupons';
      return count === 1 ? '1 coupon to use' : `${count} coupons to use`;
    },
    campaign: (name, day) => `Last campaign: ${name}, ${day}`,
    consent: {
      granted: 'Agreed to messages',
      withdrawn: 'Wants no messages',
      none: 'Was never asked about messages',
    },
    only: (names) => `Wants only ${names}`,
    muted: (names) => `Wants no ${names}`,
    perWeek: (count) => `Wants at most ${count} a week`,
  },
};

const zhCn: StaffTexts = {
  opened: (caseId) => `#${caseId}：有顾客想和人聊。`,
  noWords: '（还没有说明问题）',
  howTo: (caseId) => `直接回复这条消息，或者发送：/reply ${caseId} 内容`,
  says: (caseId, text) => `#${caseId}：${text}`,
  endedByCustomer: (caseId) => `#${caseId}：顾客结束了对话。`,
  fellAsleep: (caseId) => `#${caseId}：一天没有新内容，已关闭。`,
  replied: (caseId) => `#${caseId}：已发送。`,
  unreachable: (caseId) => `#${caseId}：没有发送，已无法联系到顾客。`,
  taken: (caseId, by) => `#${caseId} 现在由 ${by} 负责。`,
  closed: (caseId) => `#${caseId} 已关闭。`,
  isClosed: (caseId) => `#${caseId} 早已关闭。`,
  noCase: '没有这个编号。/cases 列出进行中的对话。',
  whichCase: '哪一个？请写编号，或者直接回复它的消息。',
  noCases: '没有进行中的对话。',
  caseLine: (caseId, minutes, assignee) =>
    `#${caseId}，已开始 ${minutes < 120 ? `${minutes} 分钟` : `${Math.floor(minutes / 60)} 小时`}，${assignee === null ? '无人负责' : `由 ${assignee} 负责`}`,
  help: [
    '直接回复顾客的消息即可，或者：',
    '/cases：进行中的对话',
    '/reply 12 内容：回复 12 号',
    '/take 12：由我负责 · /assign 12 @anna：由她负责',
    '/card 12：顾客资料',
    '/close 12：结束对话',
  ].join('\n'),
  noCard: '（没有这位顾客的资料）',
  card: {
    unnamed: '姓名未知',
    since: (day, channel) => `${day}成为顾客，通过 ${channel} 联系`,
    language: (name) => `语言：${name}`,
    noOrders: '没有订单',
    orders: (list) => `最近订单：${list}`,
    coupons: (count) => (count === 0 ? '没有优惠券' : `可用优惠券 ${count} 张`),
    campaign: (name, day) => `最近的活动：${name}，${day}`,
    consent: {
      granted: '同意接收消息',
      withdrawn: '不接收消息',
      none: '尚未询问是否接收消息',
    },
    only: (names) => `只要${names}`,
    muted: (names) => `不要${names}`,
    perWeek: (count) => `每周最多 ${count} 条`,
  },
};

const texts: Readonly<Record<Language, StaffTexts>> = { en, 'zh-CN': zhCn };

/** In the shop's own language, whatever the customer speaks. */
export function staffTextsIn(shopLocale: string | undefined): StaffTexts {
  return texts[languageOf(shopLocale) ?? 'en'];
}
