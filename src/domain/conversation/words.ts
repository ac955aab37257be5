import type { Command } from './action.js';

// What is understood, in both languages whatever language we speak: whoever writes 推荐 in an English chat means it.

// Stop is understood however it is usually said, and before anything else.
const stopWords = words(`
  stop | stop all | stopall | please stop | stop please | stop it | stop messages | unsubscribe | cancel | end | quit
  opt out | optout | opt-out | revoke | remove me | no more | no more messages | leave me alone
  退订 | 退訂 | 取消 | 取消订阅 | 取消訂閱 | 停 | 停止 | 停止订阅 | 不要再发 | 不要再发了 | 不要发了 | 别发了 | 别再发了 | 别再发 | 不要再發 | 別再發了
  拒收 | td | t | 回t | 回td
`);
const stopBeginnings = /^(unsubscribe|退订|退訂|取消订阅|取消訂閱)/;

/** @param said as `plain` leaves it */
export function isStop(said: string): boolean {
  return stopWords.has(said) || stopBeginnings.test(said);
}

export const commandWords: readonly (readonly [ReadonlySet<string>, Command])[] = [
  [
    words(
      'start | subscribe | start again | get messages | 开始 | 订阅 | 订阅消息 | 訂閱 | 恢复 | 重新开始 | 重新订阅',
    ),
    { kind: 'start' },
  ],
  [
    words(
      'picks | my picks | recommend | recommendations | for me | 推荐 | 推薦 | 为我推荐 | 猜我喜欢',
    ),
    { kind: 'picks', more: false },
  ],
  [
    words('more | more picks | others | show others | next | 更多 | 换一批 | 还有吗 | 下一批'),
    { kind: 'picks', more: true },
  ],
  [
    words('coupons | coupon | my coupons | vouchers | 优惠券 | 優惠券 | 我的优惠券 | 红包'),
    { kind: 'coupons' },
  ],
  [
    words(
      'group | groups | group buy | group buys | group buying | buy together | 拼团 | 拼單 | 拼单 | 團購 | 团购 | 参团 | 开团',
    ),
    { kind: 'groups' },
  ],
  [
    words("code does not work | why doesn't my code work | 券码用不了 | 我的券为什么不能用"),
    { kind: 'why-code', code: null },
  ],
  [words('share | invite | invite friends | 分享 | 邀请 | 邀请朋友'), { kind: 'share' }],
  [words('language | 语言 | 語言 | 中文 / english | english / 中文'), { kind: 'language' }],
  [words('english | 英文 | 英语'), { kind: 'set-language', language: 'en' }],
  [words('chinese | 中文 | 汉语 | 简体中文'), { kind: 'set-language', language: 'zh-CN' }],
  [
    words(
      'less | fewer | fewer messages | less often | too many | 少发 | 少一点 | 少发点 | 少发一点 | 太多了',
    ),
    { kind: 'less', undo: false },
  ],
  [words('as before | 恢复频率'), { kind: 'less', undo: true }],
  [
    words('more messages | more often | write more | write more often | 多发 | 多发点 | 多发一点'),
    { kind: 'more-often' },
  ],
  [
    words('preferences | settings | my preferences | wishes | 偏好 | 设置 | 偏好设置 | 我的偏好'),
    { kind: 'wishes' },
  ],
  [words('undo | take it back | 撤销 | 撤回'), { kind: 'undo-wish' }],
  [
    words(`
      why | why this | why me | why did i get this | why did you send this | why am i getting this
      为什么 | 为什么给我发 | 为什么发给我 | 为什么收到 | 为什么我会收到`),
    { kind: 'why' },
  ],
  [
    words(`
      person | human | agent | a person | a human | talk to a person | talk to a human | real person | staff | support
      customer service | operator | speak to someone | 人工 | 转人工 | 人工客服 | 客服 | 真人 | 找人工`),
    { kind: 'person' },
  ],
  [
    words('join | join membership | become a member | 入会 | 加入会员 | 成为会员 | 注册会员'),
    { kind: 'join-membership' },
  ],
  [
    words('leave | leave membership | end membership | 退出会员 | 退会 | 取消会员'),
    { kind: 'leave-membership' },
  ],
  [
    words('points | my points | membership | my membership | 积分 | 我的积分 | 会员 | 查积分'),
    { kind: 'points' },
  ],
  [words('link | link chats | 绑定 | 关联'), { kind: 'link' }],
  [words('unlink | 解绑 | 解除绑定 | 取消绑定 | 取消关联'), { kind: 'unlink' }],
  [words('help | menu | hi | hello | ? | 帮助 | 幫助 | 菜单 | 你好 | 您好'), { kind: 'help' }],
];

export const yesWords = words(
  'yes | y | ok | okay | sure | yes please | yes, please | 好 | 好的 | 是 | 是的 | 可以 | 同意 | 愿意 | 行',
);
export const noWords = words(
  'no | n | nope | no thanks | no, thanks | 不 | 不要 | 不用 | 不用了 | 否 | 不同意 | 拒绝 | 不行',
);

function words(list: string): ReadonlySet<string> {
  return new Set(
    list
      .split(/\||\n/)
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  );
}
