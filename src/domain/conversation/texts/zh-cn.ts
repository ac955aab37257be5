import type { GroupCard } from '../view.js';
import type { Texts } from './phrases.js';
import { timeText, troubleText } from './trouble-zh-cn.js';

function seatWords({ seats, seatsLeft }: Pick<GroupCard, 'seats' | 'seatsLeft'>): string {
  const left = seatsLeft === 0 ? '名额已满' : `还差 ${seatsLeft} 人`;
  return `${seats} 人团，已有 ${seats - seatsLeft} 人，${left}`;
}

export const zhCn: Texts = {
  hello: (shopName, customerName) =>
    customerName === null
      ? `欢迎来到${shopName}！`
      : `${customerName}，您好！欢迎来到${shopName}！`,
  askConsent: (shopName) =>
    `${shopName}可以偶尔在这里给您发消息吗？只发为您挑选的商品和优惠，随时回复“退订”即可停止。`,
  consentGiven: '谢谢！我们会偶尔给您发消息，不想收了随时回复“退订”。',
  consentRefused: '好的，我们不会主动发消息。您仍然可以在这里查看推荐和优惠券。',
  link: {
    linked: () => '这个聊天已与您绑定，您的推荐和优惠券都会在这里。',
    'already-linked': () => '这个聊天已经与您绑定。',
    'other-chat': () =>
      '这个链接已在另一个聊天中打开过，不能在这里使用。如果那不是您，请联系店家。',
    'other-person': (shopName) =>
      `这个聊天已属于${shopName}的另一位顾客，链接没有生效。如有疑问请联系店家。`,
    expired: () => '这个链接已过期，请向店家索取新的链接。',
    invalid: () => '这个链接无效，请向店家索取新的链接。',
    invited: () => '是朋友邀请您来的，很高兴认识您！',
    'own-invitation': () => '这是您自己的邀请链接，转发给朋友吧！',
  },
  menu: '您想看点什么？',
  help: (shopName) =>
    [
      `这里是${shopName}，您可以对我说：`,
      '• 推荐：为您挑选的商品',
      '• 优惠券：您的优惠券和使用方法；说“券码 … 用不了”可以查原因',
      '• 或者直接说想找的商品，比如“灯笼”',
      '• 分享：您的专属邀请链接',
      '• 偏好：“只要鞋子”“不要帽子”“9点以后”、少发、多发',
      '• 为什么：为什么收到消息',
      '• 绑定：把您在其他应用里的聊天连起来',
      '• 语言：中文或 English',
      '• 退订：不再接收消息',
    ].join('\n'),
  helpPerson: '说“人工”可以和我们的同事聊。',
  notUnderstood: '抱歉，我没有听懂。',
  picks: '为您挑选：',
  product: ({ name, price, reason }, number) =>
    `${number}. ${name}，${price}${reason === null ? '' : `\n   ${reason}`}`,
  noPicks: '现在还没有可以推荐的商品，请过些时候再来看看。',
  noMorePicks: '今天的推荐就是这些了。',
  similarTo: (name) => `与「${name}」类似的商品：`,
  noSimilar: '暂时没有类似的商品。',
  notThis: '好的，不再推荐它。',
  instead: '看看这个？',
  found: (count) => `找到 ${count} 件商品：`,
  notFound: '没有找到相关商品。换个词试试，或者看看这些：',
  notFoundYet: '没有找到相关商品。换个词试试，或者问问我们的同事。',
  handedOver: '还是没有找到，我已经请同事来帮您，稍后会在这里回复。',
  coupons: '您的优惠券：',
  coupon: ({ offer, code }, until) => `• ${offer}\n   ${code}，有效期至${until}`,
  noCoupons: '您现在没有优惠券，有了我们会告诉您。',
  couponCard: ({ name, offer, minimum, balance, code }, until) =>
    [
      ...(name === null || name === offer ? [] : [name]),
      offer,
      ...(minimum === null ? [] : [`使用门槛：满${minimum}`]),
      ...(balance === null ? [] : [`余额：${balance}`]),
      `您的券码：${code}`,
      `有效期至：${until}`,
    ].join('\n'),
  howToUse: ({ offer, minimum, balance, code }, until) =>
    [
      `“${offer}”这样用：`,
      minimum === null ? '1. 把商品加入购物车。' : `1. 购物车满${minimum}。`,
      `2. 结账时输入 ${code}，或在收银台出示。`,
      balance === null
        ? `3. 限一笔订单使用一次，有效期至${until}。`
        : `3. 可以多次使用，用完为止（现余${balance}），有效期至${until}。`,
      '此券仅限您本人使用，转给别人无效。',
    ].join('\n'),
  untilSoon: (day, left) => `${day}（还剩${timeText(left)}）`,
  whichCode: '是哪个券码？发给我，我来查一查。',
  codeMistyped: '这个券码好像输错了，请逐字再核对一遍。',
  codesLocked: (wait) => `输错的次数太多了，请${timeText(wait)}后再试。`,
  ownCouponsStay: '您自己的优惠券不受影响，回复“优惠券”即可查看。',
  codeFine: (until) =>
    until === null ? '这个券码没有问题，可以使用。' : `这个券码没有问题，${until}前都可以使用。`,
  codeFineNext: (minimum) =>
    minimum === null
      ? '结账时输入即可，每笔订单限用一张。'
      : `购物车满${minimum}后，结账时输入即可，每笔订单限用一张。`,
  codeTrouble: troubleText,
  codeNext: {
    others: '您还有这些券：',
    noOther: '您现在没有别的优惠券，有了我们会告诉您。',
    wait: '请到时候再试。',
    finishCheckout: '请完成那笔结账，或者放弃后稍等片刻。',
    changeCart: '调整一下购物车，再输入一次就好。',
  },
  couponGone: '没有找到您的这张优惠券，它可能已使用或已过期。',
  groups: '可以参加的拼团：',
  groupLine: (card, until) => `• ${card.name}：${card.offer}\n   ${seatWords(card)}，${until}截止`,
  groupOffers: '您也可以自己开团：',
  groupOffer: ({ name, offer }) => `• ${name}：${offer}`,
  noGroups: '现在没有可以拼团的商品。',
  groupCard: (card, until) => {
    const { name, offer, product, state, seats } = card;
    const what = product === null ? offer : `${product.name}，原价${product.price}，${offer}`;
    const standing = {
      open: `${seatWords(card)}，${until}截止。\n满 ${seats} 人付款即成团；到时人数不够，已付的钱全额退还。`,
      complete: `拼团成功：${seats} 人都已付款，享受拼团价。`,
      failed: '拼团未成功：到时人数不够，已付的钱全额退还。',
    };
    return `${name}\n${what}\n${standing[state]}`;
  },
  groupSeat: {
    holding: '已为您保留名额，请在结账时限内付款。',
    paid: '您已付款，名额已确定。分享给朋友，早点成团吧！',
  },
  groupOpened: '开团成功！请先付款占一个名额，再分享给朋友。',
  groupJoin: ({ id, name }, until) =>
    `参加“${name}”：请在${until}前向店家下单，并告知团号：\n${id}`,
  groupShare: (card, until, link) =>
    `把下面的内容发给朋友吧：\n\n和我一起拼${card.product?.name ?? card.name}：${card.offer}。${seatWords(card)}，${until}截止。\n${link}`,
  groupGone: '没有找到这个拼团，或已不能开团。发送“拼团”看看现在有什么。',
  groupEnded: {
    complete: (name) => `您参加的“${name}”拼团成功，享受拼团价！`,
    failed: (name) => `您参加的“${name}”拼团未成功，已付的钱全额退还。`,
  },
  share: (shopName, link) => `这是您在${shopName}的专属链接，发给朋友吧：\n${link}`,
  joins: (count) => (count === 0 ? '还没有朋友通过它加入。' : `已有 ${count} 位朋友通过它加入。`),
  noShare: '抱歉，这个聊天暂时没有可以分享的链接。',
  chooseLanguage: '请选择语言：',
  languageSet: '好的，我们说中文。',
  less: (perWeek) => `好的，每周最多 ${perWeek} 条消息。`,
  leastAlready: '现在每周最多一条消息。完全不想收请回复“退订”。',
  mostAlready: '您没有设置上限，有合适的内容我们会告诉您。',
  lessUndone: '好的，恢复原来的频率。',
  wishes: '您的偏好：',
  wishOften: (perWeek) =>
    perWeek === null ? '• 频率：有合适的内容时' : `• 频率：每周最多 ${perWeek} 条`,
  wishInterests: (only, muted) => {
    const muting = muted.length === 0 ? '' : `，不要${muted.join('、')}`;
    return only.length === 0
      ? `• 推荐：全部商品${muting}`
      : `• 推荐：只要${only.join('、')}${muting}`;
  },
  wishHow: '点按钮，或者直接说：“只要包”“不要帽子”“9点以后”“随时”。',
  hours: (from, until) => `我们只在 ${from} 到 ${until} 之间给您发消息。`,
  hoursAny: '我们随时可以给您发消息。',
  noDays: '我还不能按星期选择，只能按时间，比如“9点以后”“只要晚上”。',
  onlyThese: (names) => `好的，以后只为您推荐${names.join('、')}。`,
  withoutThese: (names) => `好的，以后不再推荐${names.join('、')}。`,
  anythingAgain: '好的，恢复推荐全部商品。',
  unknownInterest: (pieces) => `店里没有找到${pieces.map((piece) => `“${piece}”`).join('、')}。`,
  thereIs: (categories) => `店里有：${categories.join('、')}。`,
  undone: '好的，已恢复原样。',
  nothingToUndo: '没有可以撤销的内容。',
  sentOn: (day) => `我们最近一次给您发消息是${day}。`,
  agreedOn: (day) => `您在${day}同意在这里接收消息。`,
  chosenAll: '这条消息发给了所有同意接收消息的顾客。',
  chosenBy: (grounds) => `选中您的依据：${grounds.join('、')}。`,
  grounds: {
    purchases: '您的购买次数',
    recency: '您上次购买的时间',
    spending: '您的消费金额',
    behaviour: '您买过或看过的商品',
    membership: '您的会员等级',
    birthday: '您的生日',
    language: '您使用的语言',
    facts: '您告诉店家的信息',
    new: '您成为顾客的时间',
  },
  productsBecause: '消息里的推荐：',
  productBecause: ({ name, reason }) => `• ${name}：${reason}`,
  howToStop: '想少收一些请回复“少发”，完全不想收请回复“退订”。',
  nothingSent: (shopName) => `${shopName}没有在这里给您发过推广消息。`,
  askRating: (shopName) => `您对这次在${shopName}的购物满意吗？1 分很差，5 分非常好。`,
  rated: '谢谢！想补充一句吗？直接写在这里就行。',
  ratedLow: '很抱歉让您不满意。哪里出了问题？可以直接写在这里。',
  ratedBefore: (rating) => `您已经打过 ${rating} 分了，谢谢！`,
  nothingToRate: '现在没有需要评价的购物。',
  reviewed: '谢谢，我已转达。',
  talkBegins: '我们的同事会在这里回复您。请写下您的问题，您接下来写的内容都会转给同事。',
  inTalk: '您已经在和我们的同事对话，直接写就行。',
  noStaff: (shopName) => `这个聊天没有人工服务，请直接联系${shopName}。`,
  talkEnded: '对话已结束，我又在这里了。',
  noTalk: '没有正在进行的对话。',
  talkClosed: '同事已结束对话，我又在这里了。',
  talkFellAsleep: '一天没有新的内容，对话已结束，我又在这里了。',
  staffSays: (name, text) => `${name}：${text}`,
  staffName: '客服同事',
  linkCode: (code) =>
    `您的绑定码：${code}\n请在另一个聊天里发送：绑定 ${code}\n10 分钟内有效，只能用一次，请勿告诉他人。`,
  codes: {
    joined: '绑定成功：两个聊天共用推荐、优惠券和偏好。',
    'already-joined': '这两个聊天已经绑定在一起。',
    'wrong-code': '这个绑定码无效或已过期。请在另一个聊天里发送“绑定”获取新的。',
    'locked-out': '错误次数太多，请一小时后再试。',
    'two-customers': '这两个聊天分别属于店里登记的不同顾客，我无法把它们绑定在一起。',
  },
  unlinked: '已解除绑定，这个聊天又独立了。优惠券仍归原来的顾客。',
  nothingToUnlink: '这个聊天没有绑定其他聊天。',
  stopped: '已退订。除非您再次订阅，我们不会再给您发消息。',
  buttons: {
    yes: '好的',
    no: '不用了',
    picks: '为我推荐',
    morePicks: '换一批',
    open: '看看',
    similar: '类似',
    notThis: '不要',
    coupons: '我的优惠券',
    use: '使用',
    howToUse: '怎么用',
    whyCode: '券码用不了？',
    toCheckout: '去结账',
    groups: '拼团',
    joinGroup: '我要参团',
    shareGroup: '分享拼团',
    seeGroup: '查看',
    openGroup: '开团',
    share: '邀请朋友',
    language: 'English / 中文',
    less: '少发一点',
    moreOften: '多发一点',
    lessUndo: '恢复频率',
    preferences: '我的偏好',
    undo: '撤销',
    mornings: '只在上午',
    evenings: '只在晚上',
    anyTime: '随时都行',
    everything: '全部商品',
    person: '人工客服',
    endTalk: '结束对话',
    stop: '退订',
    startAgain: '重新订阅',
    begin: '订阅消息',
    why: '为什么收到消息',
    join: '加入会员',
    points: '我的积分',
    link: '连接其他聊天',
    help: '帮助',
  },
};
