import type { Language } from '../domain/conversation/language.js';
import { type OutboundMessage, textMessage } from '../domain/message/message.js';

const words = {
  en: {
    text: (shop: string) =>
      `Please confirm your subscription to ${shop}\n\nSomebody, probably you, entered this address to hear from ${shop}. Press the button to confirm. If it was not you, do nothing: you will not hear from us again.`,
    button: 'Confirm',
  },
  'zh-CN': {
    text: (shop: string) =>
      `请确认订阅${shop}\n\n有人（很可能是您）用这个邮箱订阅了${shop}的消息。请点击按钮确认。如果不是您本人，请忽略此邮件，我们不会再给您发信。`,
    button: '确认订阅',
  },
} as const satisfies Record<Language, unknown>;

/** Asks the owner of an address whether it was them who gave it. It offers nothing and advertises nothing. */
export function confirmMail(language: Language, shopName: string, url: string): OutboundMessage {
  const { text, button } = words[language];
  return textMessage(language, text(shopName), [[{ kind: 'link', label: button, url }]]);
}
