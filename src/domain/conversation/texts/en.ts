import type { GroupCard } from '../view.js';
import type { Texts } from './phrases.js';
import { timeText, troubleText } from './trouble-en.js';

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function quoted(name: string): string {
  return `“${name}”`;
}

function seatWords({ seats, seatsLeft }: Pick<GroupCard, 'seats' | 'seatsLeft'>): string {
  const left = seatsLeft === 1 ? 'one seat left' : `${seatsLeft} seats left`;
  return `${seats - seatsLeft} of ${seats}, ${seatsLeft === 0 ? 'no seat left' : left}`;
}

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
      '• coupons: your coupons and how to use them; "my code … does not work": why',
      '• or name what you are looking for, such as "lantern"',
      '• share: a link of your own for friends',
      '• preferences: "only bags", "no hats", "not before 9", less, more often',
      '• why: why you got a message',
      '• link: join your chats with us on another app',
      '• language: English or 中文',
      '• stop: no more messages',
    ].join('\n'),
  helpPerson: 'Say "person" to talk to one of us.',
  notUnderstood: 'I did not understand that.',
  picks: 'Picked for you:',
  product: ({ name, price, reason }, number) =>
    `${number}. ${name}, ${price}${reason === null ? '' : `\n   ${reason}`}`,
  noPicks: 'I have nothing to suggest just now. Please look in again later.',
  noMorePicks: 'That was all for today.',
  similarTo: (name) => `More like ${name}:`,
  noSimilar: 'I have nothing like it just now.',
  notThis: 'All right, I will not suggest it again.',
  instead: 'Perhaps this?',
  found: (count) => (count === 1 ? 'I found this:' : 'I found these:'),
  notFound: 'I found nothing for that. Try another word, or one of these:',
  notFoundYet: 'I found nothing for that. Try another word, or ask one of us.',
  handedOver:
    'I found nothing for that either, so I have asked my colleagues. One of them will answer here.',
  coupons: 'Your coupons:',
  coupon: ({ offer, code }, until) => `• ${offer}\n   ${code}, until ${until}`,
  noCoupons: 'You have no coupon right now. We will tell you when there is one.',
  couponCard: ({ name, offer, minimum, balance, code }, until) =>
    [
      ...(name === null || name === offer ? [] : [name]),
      offer,
      ...(minimum === null ? [] : [`Minimum: ${minimum}`]),
      ...(balance === null ? [] : [`Left on it: ${balance}`]),
      `Your code: ${code}`,
      `Until: ${until}`,
    ].join('\n'),
  howToUse: ({ offer, minimum, balance, code }, until) =>
    [
      `How to use “${offer}”:`,
      minimum === null ? '1. Fill your cart.' : `1. Fill your cart with ${minimum} or more.`,
      `2. Enter ${code} at the checkout, or show it at the till.`,
      balance === null
        ? `3. It works once, in one order, until ${until}.`
        : `3. It pays until nothing is left on it (now ${balance}), until ${until}.`,
      'It is yours alone: for anybody else it does nothing.',
    ].join('\n'),
  untilSoon: (day, left) => `${day} (${timeText(left)} left)`,
  whichCode: 'Which code? Write it here, and I will look.',
  codeMistyped: 'There is a slip in this code. Please compare it once more, letter by letter.',
  codesLocked: (wait) => `That were too many wrong codes. Please try again in ${timeText(wait)}.`,
  ownCouponsStay: 'Your own coupons stay good meanwhile: say “coupons”.',
  codeFine: (until) =>
    until === null
      ? 'Nothing is wrong with it: you can use it.'
      : `Nothing is wrong with it: you can use it until ${until}.`,
  codeFineNext: (minimum) =>
    minimum === null
      ? 'Enter it at the checkout. One such coupon works in an order.'
      : `Enter it at the checkout, with ${minimum} or more in your cart. One such coupon works in an order.`,
  codeTrouble: troubleText,
  codeNext: {
    others: 'You have these:',
    noOther: 'You have no other coupon right now. We will tell you when there is one.',
    wait: 'Please try it again then.',
    finishCheckout: 'Finish that checkout, or leave it and wait.',
    changeCart: 'Change your cart, and enter it again.',
  },
  couponGone: 'There is no such coupon for you, or it has been used or has ended.',
  groups: 'Groups you can join:',
  groupLine: (card, until) =>
    `• ${card.name}: ${card.offer}\n   ${seatWords(card)}, until ${until}`,
  groupOffers: 'You could open a group:',
  groupOffer: ({ name, offer }) => `• ${name}: ${offer}`,
  noGroups: 'There is nothing to buy together just now.',
  groupCard: (card, until) => {
    const { name, offer, product, state, seats } = card;
    const what = product === null ? offer : `${product.name}, else ${product.price}: ${offer}`;
    const standing = {
      open: `${seatWords(card)}, until ${until}.\nThe price holds once ${seats} have paid. If too few do in time, everybody gets their money back.`,
      complete: `Complete: ${seats} of ${seats} have paid. The group price holds.`,
      failed: 'This group did not fill in time. Whoever has paid gets the money back.',
    };
    return `${name}\n${what}\n${standing[state]}`;
  },
  groupSeat: {
    holding: 'You have a seat: pay for it before your checkout runs out.',
    paid: 'You have paid: your seat is safe. Share the group to fill it.',
  },
  groupOpened: 'Your group is open. Take a seat yourself, and share it.',
  groupJoin: ({ id, name }, until) =>
    `To join "${name}", order it from the shop until ${until} and say which group it is:\n${id}`,
  groupShare: (card, until, link) =>
    `Send this to friends:\n\nBuy ${card.product?.name ?? card.name} with me: ${card.offer}. ${seatWords(card)}, until ${until}.\n${link}`,
  groupGone:
    'There is no such group, or it can no longer be opened. Say "group" to see what there is.',
  groupEnded: {
    complete: (name) =>
      `Your group for ${name} is complete. The group price holds for everybody in it.`,
    failed: (name) =>
      `Your group for ${name} did not fill in time. Whoever has paid gets the money back.`,
  },
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
  mostAlready: 'There is no limit of your own: we write when there is something for you.',
  lessUndone: 'As before: we write when there is something for you.',
  wishes: 'What you asked for:',
  wishOften: (perWeek) => {
    if (perWeek === null) return '• How often: when there is something for you';
    return perWeek === 1
      ? '• How often: at most once a week'
      : `• How often: at most ${perWeek} times a week`;
  },
  wishInterests: (only, muted) => {
    const muting = muted.length === 0 ? '' : `, but not ${listed(muted)}`;
    return only.length === 0
      ? `• Picks: anything${muting}`
      : `• Picks: only ${listed(only)}${muting}`;
  },
  wishHow: 'Press a button, or just say it: "only bags", "no hats", "not before 9", "any time".',
  hours: (from, until) => `We write between ${from} and ${until} only.`,
  hoursAny: 'We write at any time of day.',
  noDays: 'I cannot choose days of the week, only hours: "not before 9", "only evenings".',
  onlyThese: (names) => `From now on I pick only ${listed(names)} for you.`,
  withoutThese: (names) => `I will not pick ${listed(names)} for you any more.`,
  anythingAgain: 'I pick from everything again.',
  unknownInterest: (pieces) => `I found nothing here that is called ${listed(pieces.map(quoted))}.`,
  thereIs: (categories) => `There is: ${categories.join(', ')}.`,
  undone: 'Done, as it was before.',
  nothingToUndo: 'There is nothing to take back.',
  sentOn: (day) => `Our last message to you went out on ${day}.`,
  agreedOn: (day) => `You agreed to messages here on ${day}.`,
  chosenAll: 'It went to all our customers who agreed to messages.',
  chosenBy: (grounds) => `You were chosen by ${listed(grounds)}.`,
  grounds: {
    purchases: 'how often you buy from us',
    recency: 'how long ago you bought something',
    spending: 'how much you buy from us',
    behaviour: 'what you bought or looked at',
    membership: 'your membership',
    birthday: 'your birthday',
    language: 'your language',
    facts: 'what you told the shop about yourself',
    new: 'how long you have been our customer',
  },
  productsBecause: 'What it suggested:',
  productBecause: ({ name, reason }) => `• ${name}: ${reason}`,
  howToStop: 'Say LESS for fewer messages, STOP for none.',
  nothingSent: (shopName) => `${shopName} has sent you no offers here.`,
  askRating: (shopName) => `How was your purchase at ${shopName}? 1 is poor, 5 is excellent.`,
  rated: 'Thank you! Would you like to add a sentence? Just write it here.',
  ratedLow: 'I am sorry to hear that. What went wrong? You can write it here.',
  ratedBefore: (rating) => `You have rated this already, with ${rating}. Thank you!`,
  nothingToRate: 'There is nothing to rate just now.',
  reviewed: 'Thank you, I have passed it on.',
  talkBegins:
    'One of us will answer you here. Write what it is about; everything you write now goes to them.',
  inTalk: 'You are talking with one of us already. Just write.',
  noStaff: (shopName) => `Nobody answers in this chat. Please contact ${shopName} directly.`,
  talkEnded: 'The talk is over. I am here again.',
  noTalk: 'There is no talk to end.',
  talkClosed: 'Our colleague has ended the talk. I am here again.',
  talkFellAsleep: 'Nobody has written for a day, so I have ended the talk. I am here again.',
  staffSays: (name, text) => `${name}: ${text}`,
  staffName: 'Our colleague',
  linkCode: (code) =>
    `Your code: ${code}\nIn your other chat with us, write: link ${code}\nIt works once, for 10 minutes. Give it to nobody else.`,
  codes: {
    joined: 'Done: both chats are yours now, with the same picks, coupons and preferences.',
    'already-joined': 'These chats belong together already.',
    'wrong-code':
      'This code does not work, or is too old. Say LINK in your other chat for a new one.',
    'locked-out': 'That were too many wrong codes. Please try again in an hour.',
    'two-customers':
      'Both chats belong to customers whom the shop knows by different names, so I cannot join them.',
  },
  unlinked: 'Done: this chat stands by itself again. Coupons stay with whom they were given to.',
  nothingToUnlink: 'This chat is not joined with another.',
  stopped: 'Done. We will not write to you again unless you ask us to.',
  buttons: {
    yes: 'Yes, please',
    no: 'No, thanks',
    picks: 'My picks',
    morePicks: 'Show others',
    open: 'Open',
    similar: 'More like',
    notThis: 'Not',
    coupons: 'My coupons',
    use: 'Use',
    howToUse: 'How to use',
    whyCode: 'Code does not work?',
    toCheckout: 'Go to the checkout',
    groups: 'Group buys',
    joinGroup: 'Join',
    shareGroup: 'Share this group',
    seeGroup: 'See',
    openGroup: 'Open a group',
    share: 'Invite friends',
    language: '中文 / English',
    less: 'Fewer messages',
    moreOften: 'More messages',
    lessUndo: 'As before',
    preferences: 'Preferences',
    undo: 'Undo',
    mornings: 'Only mornings',
    evenings: 'Only evenings',
    anyTime: 'At any time',
    everything: 'All products',
    person: 'Talk to a person',
    endTalk: 'End the talk',
    stop: 'Stop',
    startAgain: 'Start again',
    begin: 'Get messages',
    why: 'Why this message',
    join: 'Become a member',
    points: 'My points',
    link: 'Join your chats',
    help: 'Help',
  },
};
