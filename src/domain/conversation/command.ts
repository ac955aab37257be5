import type { LinkOutcome } from '../identity/link-outcome.js';
import { type Command, commandOfAction, useCoupon } from './action.js';
import type { ConversationState } from './state.js';

/** One thing that happened in a chat. */
export type ConversationInput =
  | { readonly kind: 'start'; readonly link: LinkOutcome | null }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly action: string };

// Stop is understood however it is usually said, and before anything else.
const stopWords = words(`
  stop | stop all | stopall | please stop | stop please | stop it | stop messages | unsubscribe | cancel | end | quit
  opt out | optout | opt-out | revoke | remove me | no more | no more messages | leave me alone
  退订 | 退訂 | 取消 | 取消订阅 | 取消訂閱 | 停 | 停止 | 停止订阅 | 不要再发 | 不要再发了 | 不要发了 | 别发了 | 别再发了 | 别再发 | 不要再發 | 別再發了
  拒收 | td | t | 回t | 回td
`);
const stopBeginnings = /^(unsubscribe|退订|退訂|取消订阅|取消訂閱)/;

const commandWords: readonly (readonly [ReadonlySet<string>, Command])[] = [
  [
    words('start | subscribe | start again | 开始 | 订阅 | 訂閱 | 恢复 | 重新开始'),
    { kind: 'start' },
  ],
  [
    words('picks | recommend | recommendations | for me | 推荐 | 推薦 | 猜我喜欢'),
    pickCommand(false),
  ],
  [words('more | more picks | others | 更多 | 换一批 | 还有吗'), pickCommand(true)],
  [
    words('coupons | coupon | my coupons | vouchers | 优惠券 | 優惠券 | 我的优惠券 | 红包'),
    { kind: 'coupons' },
  ],
  [words('share | invite | 分享 | 邀请'), { kind: 'share' }],
  [words('language | 语言 | 語言'), { kind: 'language' }],
  [words('english | 英文 | 英语'), { kind: 'set-language', language: 'en' }],
  [words('chinese | 中文 | 汉语 | 简体中文'), { kind: 'set-language', language: 'zh-CN' }],
  [
    words('less | fewer | too many | 少发 | 少一点 | 少发点 | 太多了'),
    { kind: 'less', undo: false },
  ],
  [words('help | menu | hi | hello | ? | 帮助 | 幫助 | 菜单 | 你好 | 您好'), { kind: 'help' }],
];

const yesWords = words(
  'yes | y | ok | okay | sure | yes please | 好 | 好的 | 是 | 是的 | 可以 | 同意 | 愿意 | 行',
);
const noWords = words(
  'no | n | nope | no thanks | 不 | 不要 | 不用 | 不用了 | 否 | 不同意 | 拒绝 | 不行',
);

/** What the customer wants. Free text that means nothing to us is `unknown`. */
export function commandOf(state: ConversationState, input: ConversationInput): Command {
  switch (input.kind) {
    case 'start':
      return { kind: 'start' };
    case 'action':
      return commandOfAction(input.action) ?? { kind: 'unknown' };
    case 'text':
      return commandOfText(state, input.text);
  }
}

function commandOfText(state: ConversationState, text: string): Command {
  const said = plain(text);
  if (stopWords.has(said) || stopBeginnings.test(said)) return { kind: 'stop' };
  if (state.awaiting === 'consent' && yesWords.has(said)) return { kind: 'consent', granted: true };
  if (state.awaiting === 'consent' && noWords.has(said)) return { kind: 'consent', granted: false };
  const byWord = commandWords.find(([known]) => known.has(said));
  // A channel without buttons shows the action, to be typed.
  return byWord?.[1] ?? commandOfAction(text.trim()) ?? couponNamedIn(said) ?? { kind: 'unknown' };
}

function couponNamedIn(said: string): Command | null {
  const code = /^(?:use|使用)\s*([a-z0-9-]+)$/.exec(said)?.[1];
  return code === undefined ? null : useCoupon(code);
}

/** Width, case, spaces, a leading slash, a bot's name and final punctuation make no difference. */
function plain(text: string): string {
  return text
    .slice(0, 200)
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .replace(/^\/(\w+)(@\w+)?/, '$1')
    .replace(/^["'「“]+/, '')
    .replace(/["'」”\s.!。~,;、]+$/, '')
    .replace(/\s+/g, ' ');
}

function words(list: string): ReadonlySet<string> {
  return new Set(
    list
      .split(/\||\n/)
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  );
}

function pickCommand(more: boolean): Command {
  return { kind: 'picks', more };
}
