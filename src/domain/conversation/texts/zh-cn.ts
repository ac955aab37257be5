import type { Texts } from './phrases.js';

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
      '• 优惠券：您的优惠券和使用方法',
      '• 分享：您的专属邀请链接',
      '• 语言：中文或 English',
      '• 少发：减少消息',
      '• 退订：不再接收消息',
    ].join('\n'),
  notUnderstood: '抱歉，我没有听懂，我只认识几个词。',
  picks: '为您挑选：',
  pick: ({ name, price, reason }) => `• ${name}，${price}\n   ${reason}`,
  noPicks: '现在还没有可以推荐的商品，请过些时候再来看看。',
  noMorePicks: '今天的推荐就是这些了。',
  coupons: '您的优惠券：',
  coupon: ({ offer, code }, until) => `• ${offer}\n   ${code}，有效期至${until}`,
  noCoupons: '您现在没有优惠券，有了我们会告诉您。',
  useCoupon: ({ offer, code }, until) =>
    `${offer}\n您的券码：${code}\n结账时输入，或在收银台出示。限用一次，有效期至${until}。`,
  couponGone: '没有找到您的这张优惠券，它可能已使用或已过期。',
  share: (shopName, link) => `这是您在${shopName}的专属链接，发给朋友吧：\n${link}`,
  joins: (count) => (count === 0 ? '还没有朋友通过它加入。' : `已有 ${count} 位朋友通过它加入。`),
  noShare: '抱歉，这个聊天暂时没有可以分享的链接。',
  chooseLanguage: '请选择语言：',
  languageSet: '好的，我们说中文。',
  less: (perWeek) => `好的，每周最多 ${perWeek} 条消息。`,
  leastAlready: '现在每周最多一条消息。完全不想收请回复“退订”。',
  lessUndone: '好的，恢复原来的频率。',
  stopped: '已退订。除非您再次订阅，我们不会再给您发消息。',
  buttons: {
    yes: '好的',
    no: '不用了',
    picks: '为我推荐',
    morePicks: '换一批',
    coupons: '我的优惠券',
    use: '使用',
    toCheckout: '去结账',
    share: '邀请朋友',
    language: 'English / 中文',
    less: '少发一点',
    lessUndo: '恢复频率',
    stop: '退订',
    startAgain: '重新订阅',
    help: '帮助',
  },
};
