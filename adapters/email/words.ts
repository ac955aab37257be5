/** What stands around a message, in the languages that customers read. */
export interface Words {
  readonly leave: string;
  readonly why: string;
}

const en: Words = {
  leave: 'Unsubscribe or get fewer mails',
  why: 'You get this mail because you asked for it.',
};

const zh: Words = {
  leave: '退订或减少邮件',
  why: '您收到这封邮件，是因为您曾订阅。',
};

export function wordsIn(locale: string): Words {
  return /^zh\b/i.test(locale) ? zh : en;
}
