import type { Texts } from './phrases.js';

export const en: Texts = {
  hello: (shopName, customerName) =>
    customerName === null
      ? `Welcome to ${shopName}!`
      : `Hello ${customerName}, welcome to ${shopName}!`,
  askConsent: (shopName) =>
    `May ${shopName} write to you here now and then, with picks and offers chosen for you? You can say STOP at any time.`,
  consentGiven: 'Thank you! We will write now and then. Say STOP whenever you have had enough.',
  consentRefused:
    'All right, we will not write first. You can still ask for picks and coupons here.',
  link: {
    linked: () => 'This chat is now yours: your picks and coupons will find you here.',
    'already-linked': () => 'This chat is already linked to you.',
    'other-chat': () =>
      'This link has already been opened in another chat, so it cannot be used here. If that was not you, please tell the shop.',
    'other-person': (shopName) =>
      `This chat already belongs to another customer of ${shopName}, so the link was not used. Please ask the shop if you think that is wrong.`,
    expired: () => 'This link is too old. Please ask the shop for a new one.',
    invalid: () => 'This link does not work. Please ask the shop for a new one.',
    invited: () => 'A friend sent you. Nice to meet you!',
    'own-invitation': () => 'This is your own invitation. Pass it on to a friend!',
  },
  menu: 'What would you like?',
  help: (shopName) =>
    [
      `This is ${shopName}. I can do this for you:`,
      '• picks: things chosen for you',
      '• coupons: your coupons and how to use them',
      '• share: a link of your own for friends',
      '• language: English or 中文',
      '• less: fewer messages',
      '• stop: no more messages',
    ].join('\n'),
  notUnderstood: 'I did not understand that, I only know a few words.',
  picks: 'Picked for you:',
  pick: ({ name, price, reason }) => `• ${name}, ${price}\n   ${reason}`,
  noPicks: 'I have nothing to suggest just now. Please look in again later.',
  noMorePicks: 'That was all for today.',
  coupons: 'Your coupons:',
  coupon: ({ offer, code }, until) => `• ${offer}\n   ${code}, until ${until}`,
  noCoupons: 'You have no coupon right now. We will tell you when there is one.',
  useCoupon: ({ offer, code }, until) =>
    `${offer}\nYour code: ${code}\nEnter it at the checkout, or show it at the till. It works once, until ${until}.`,
  couponGone: 'There is no such coupon for you, or it has been used or has ended.',
  share: (shopName, link) => `Your own link to ${shopName}. Send it to friends:\n${link}`,
  joins: (count) => {
    if (count === 0) return 'Nobody has joined through it yet.';
    return count === 1
      ? '1 friend has joined through it.'
      : `${count} friends have joined through it.`;
  },
  noShare: 'There is no link to share from this chat, sorry.',
  chooseLanguage: 'Which language shall we speak?',
  languageSet: 'We speak English now.',
  less: (perWeek) =>
    perWeek === 1
      ? 'All right: at most one message a week.'
      : `All right: at most ${perWeek} messages a week.`,
  leastAlready: 'It is already at most one message a week. Say STOP for none at all.',
  lessUndone: 'As before: we write when there is something for you.',
  stopped: 'Done. We will not write to you again unless you ask us to.',
  buttons: {
    yes: 'Yes, please',
    no: 'No, thanks',
    picks: 'My picks',
    morePicks: 'Show others',
    coupons: 'My coupons',
    use: 'Use',
    toCheckout: 'Go to the checkout',
    share: 'Invite friends',
    language: '中文 / English',
    less: 'Fewer messages',
    lessUndo: 'As before',
    stop: 'Stop',
    startAgain: 'Start again',
    help: 'Help',
  },
};
