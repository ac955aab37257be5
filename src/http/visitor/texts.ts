import type { Language } from '../languages.js';

export interface VisitorTexts {
  readonly leaveTitle: string;
  readonly leaveText: (shop: string) => string;
  readonly leaveButton: string;
  readonly lessText: string;
  readonly lessButton: string;
  readonly leftTitle: string;
  readonly leftText: (shop: string) => string;
  readonly undoButton: string;
  readonly undoneTitle: string;
  readonly undoneText: string;
  readonly lessTitle: string;
  readonly lessDone: string;
  readonly joinTitle: (shop: string) => string;
  readonly joinText: string;
  readonly addressLabel: string;
  readonly joinButton: string;
  readonly addressWrong: string;
  readonly askedTitle: string;
  readonly askedText: string;
  readonly confirmTitle: (shop: string) => string;
  readonly confirmText: (address: string) => string;
  readonly confirmButton: string;
  readonly confirmedTitle: string;
  readonly confirmedText: string;
  readonly pressTitle: string;
  readonly pressText: string;
  readonly pressedTitle: string;
  readonly pressedText: string;
  readonly invalidTitle: string;
  readonly invalidText: string;
  readonly expiredTitle: string;
  readonly expiredText: string;
  readonly busyTitle: string;
  readonly busyText: string;
}

const en: VisitorTexts = {
  leaveTitle: 'Unsubscribe?',
  leaveText: (shop) => `${shop} will send nothing more to this address.`,
  leaveButton: 'Unsubscribe',
  lessText: 'Or stay, and hear from us at most once a week.',
  lessButton: 'At most once a week',
  leftTitle: 'You are unsubscribed',
  leftText: (shop) => `${shop} will send nothing more to this address.`,
  undoButton: 'Undo',
  undoneTitle: 'You are subscribed again',
  undoneText: 'Everything is as it was before.',
  lessTitle: 'At most once a week',
  lessDone: 'That is kept from now on. You can unsubscribe at any time by the link in every mail.',
  joinTitle: (shop) => `Hear from ${shop}`,
  joinText: 'We send you a mail with a link. You are subscribed when you have pressed it.',
  addressLabel: 'Your e-mail address',
  joinButton: 'Subscribe',
  addressWrong: 'This is not an e-mail address.',
  askedTitle: 'Look into your mailbox',
  askedText:
    'If this address is not subscribed yet, a mail with a link is on its way. Look into the spam folder, too.',
  confirmTitle: (shop) => `Subscribe to ${shop}?`,
  confirmText: (address) => `Messages will go to ${address}.`,
  confirmButton: 'Yes, subscribe',
  confirmedTitle: 'You are subscribed',
  confirmedText: 'You can unsubscribe at any time by the link in every mail.',
  pressTitle: 'Go on?',
  pressText: 'Press once more, and the answer comes by mail.',
  pressedTitle: 'Done',
  pressedText: 'The answer comes by mail in a moment.',
  invalidTitle: 'This link is not known here',
  invalidText: 'Perhaps it was cut off. Open it from the mail once more.',
  expiredTitle: 'This link is too old',
  expiredText: 'Enter your address once more, and we send you a new one.',
  busyTitle: 'One moment, please',
  busyText: 'There were too many requests from here. Try again in some minutes.',
};

const zh: VisitorTexts = {
  leaveTitle: '要退订吗？',
  leaveText: (shop) => `${shop}将不再向这个邮箱发送消息。`,
  leaveButton: '退订',
  lessText: '您也可以继续订阅，每周最多收到一封。',
  lessButton: '每周最多一封',
  leftTitle: '已退订',
  leftText: (shop) => `${shop}不会再向这个邮箱发送消息。`,
  undoButton: '撤销',
  undoneTitle: '已恢复订阅',
  undoneText: '一切恢复如前。',
  lessTitle: '每周最多一封',
  lessDone: '已生效。您随时可以通过每封邮件里的链接退订。',
  joinTitle: (shop) => `订阅${shop}`,
  joinText: '我们会给您发送一封带链接的邮件，点击链接后订阅才会生效。',
  addressLabel: '您的邮箱地址',
  joinButton: '订阅',
  addressWrong: '这不是有效的邮箱地址。',
  askedTitle: '请查看您的邮箱',
  askedText: '如果这个邮箱尚未订阅，一封带链接的邮件正在发送途中。也请看看垃圾邮件文件夹。',
  confirmTitle: (shop) => `要订阅${shop}吗？`,
  confirmText: (address) => `消息将发送到 ${address}。`,
  confirmButton: '是的，订阅',
  confirmedTitle: '订阅成功',
  confirmedText: '您随时可以通过每封邮件里的链接退订。',
  pressTitle: '要继续吗？',
  pressText: '请再点一次，答复会发到您的邮箱。',
  pressedTitle: '好了',
  pressedText: '答复很快会发到您的邮箱。',
  invalidTitle: '这个链接无效',
  invalidText: '链接可能不完整，请从邮件里重新打开。',
  expiredTitle: '这个链接已过期',
  expiredText: '请重新输入邮箱地址，我们会给您发送新的链接。',
  busyTitle: '请稍候',
  busyText: '来自这里的请求太多，请过几分钟再试。',
};

export const visitorTexts: Readonly<Record<Language, VisitorTexts>> = { en, 'zh-CN': zh };
