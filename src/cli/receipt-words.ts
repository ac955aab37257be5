import type { ConditionFinding } from '../domain/promotion/condition.js';
import type { Phase } from '../domain/promotion/phase.js';
import type { RejectedPromotion } from '../domain/promotion/receipt.js';
import type { RejectionReason } from '../domain/promotion/rejection-reason.js';

export type Money = (amount: number) => string;

/** How a language tells of a receipt. */
export interface ReceiptWords {
  readonly columns: readonly [string, string, string, string, string, string];
  readonly titles: Readonly<Record<'applied' | 'rejected' | 'near' | 'gifts', string>>;
  readonly sums: Readonly<
    Record<'goods' | 'shipping' | 'points' | 'giftCard' | 'toPay' | 'now' | 'later', string>
  >;
  readonly phases: Readonly<Record<Phase, string>>;
  readonly shop: string;
  reason(rejection: RejectedPromotion, nameOf: (id: string) => string): string;
  condition(finding: ConditionFinding, money: Money): string;
  missing(finding: ConditionFinding, money: Money): string;
  /** @param text null where nothing is known @param missing `add £1.20`, or nothing */
  found(text: string | null, missing: string): string;
  version(number: number): string;
  each(count: number, price: string): string;
  rounded(percent: string, of: string, exact: string): string;
  roundedBy: Readonly<Record<'line' | 'unit', string>>;
  shippingOff(amount: string): string;
  paidBy(parts: readonly string[]): string;
  gift(count: number, sku: string, worth: string): string;
  pointsBack(points: number): string;
  pointsSpent(points: number, amount: string): string;
  cardSpent(amount: string): string;
  deposit(now: string, from: string, until: string): string;
  near(kind: 'spend' | 'pieces' | 'people', missing: string, saves: string, name: string): string;
}

const englishReasons: Readonly<Record<RejectionReason, string>> = {
  LIMIT_REACHED: 'used as often as it may be',
  CUSTOMER_LIMIT_REACHED: 'this customer has used it as often as allowed',
  IDENTITY_REQUIRED: 'limited per customer, and this is a guest',
  CODE_REQUIRED: 'its code was not entered',
  NOT_STARTED: 'not yet in force',
  EXPIRED: 'over',
  SUBTOTAL_TOO_LOW: 'the cart is too small',
  QUANTITY_TOO_LOW: 'too few pieces',
  CUSTOMER_NOT_ELIGIBLE: 'not for this customer',
  NOTHING_TO_DISCOUNT: 'nothing in the cart that it could lower',
  OUTSIDE_HOURS: 'not at this hour',
  GROUP_TOO_SMALL: 'the group is too small',
  CHANNEL_NOT_ELIGIBLE: 'not in this channel',
  SOLD_OUT: 'sold out',
  BUDGET_EXCEEDED: 'its budget is used up',
  EXCLUDED_BY: 'does not go together with',
  BETTER_EXISTS: 'less than',
};

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

export const englishReceipt: ReceiptWords = {
  columns: ['line', 'pieces', 'each', 'before', 'off', 'after'],
  titles: {
    applied: 'What applied, in this order',
    rejected: 'What did not',
    near: 'Nearly there',
    gifts: 'Added for nothing',
  },
  sums: {
    goods: 'goods',
    shipping: 'shipping',
    points: 'paid with points',
    giftCard: 'paid by gift card',
    toPay: 'to pay',
    now: '  of it now',
    later: '  and later',
  },
  phases: {
    base: 'on the price itself',
    item: 'on lines and pieces',
    order: 'on the whole order',
    shipping: 'on shipping',
    tender: 'pays',
    reward: 'once the order is paid',
  },
  shop: 'the shop',
  reason: ({ reason, by }, nameOf) =>
    by === undefined ? englishReasons[reason] : `${englishReasons[reason]} ${nameOf(by)}`,
  condition(finding, money) {
    switch (finding.type) {
      case 'subtotal_at_least':
        return `goods for at least ${money(finding.wantedMinor)}`;
      case 'subtotal_more_than':
        return `goods for more than ${money(finding.wantedMinor)}`;
      case 'quantity_at_least':
        return `at least ${plural(finding.wanted, 'piece', 'pieces')}`;
      case 'group_size_at_least':
        return `at least ${plural(finding.wanted, 'person buys', 'people buy')} together`;
      case 'customer_tag':
        return `the customer is tagged ${finding.wanted}`;
      case 'customer_tier':
        return `the customer is a member: ${finding.wanted}`;
      case 'segment':
        return `the customer is in the segment ${finding.wanted}`;
      case 'order_number':
        return `it is the customer’s order number ${finding.wanted}`;
      case 'channel':
        return `it is bought in ${finding.wanted}`;
    }
    return finding satisfies never;
  },
  missing(finding, money) {
    if (!('missing' in finding) || finding.missing === 0) return '';
    return 'foundMinor' in finding
      ? `add ${money(finding.missing)}`
      : `${finding.missing} more needed`;
  },
  found: (text, missing) =>
    ` (${text === null ? 'nothing known' : `found ${text}`}${missing === '' ? '' : `, ${missing}`})`,
  version: (number) => `version ${number}`,
  each: (count, price) => `${count} × ${price}`,
  rounded: (percent, of, exact) => `${percent} of ${of} is ${exact}, rounded half up`,
  roundedBy: { line: 'rounded once on each line', unit: 'rounded on each piece' },
  shippingOff: (amount) => `shipping: ${amount}`,
  paidBy: (parts) => `who pays for it: ${parts.join(', ')}`,
  gift: (count, sku, worth) => `${count} × ${sku}, worth ${worth}`,
  pointsBack: (points) => `gives ${plural(points, 'point', 'points')} once the order is paid`,
  pointsSpent: (points, amount) => `${plural(points, 'point pays', 'points pay')} ${amount}`,
  cardSpent: (amount) => `the card pays ${amount}`,
  deposit: (now, from, until) => `a deposit of ${now} now, the rest from ${from} until ${until}`,
  near(kind, missing, saves, name) {
    const more = { spend: missing, pieces: `${missing} more`, people: '' }[kind];
    const lead = kind === 'people' ? `buy with ${missing} more people` : `add ${more}`;
    return `${lead} and save ${saves} (${name})`;
  },
};

const chineseReasons: Readonly<Record<RejectionReason, string>> = {
  LIMIT_REACHED: '已被用完',
  CUSTOMER_LIMIT_REACHED: '该顾客已达使用次数上限',
  IDENTITY_REQUIRED: '每人限用，未登录的顾客不能使用',
  CODE_REQUIRED: '未输入优惠码',
  NOT_STARTED: '尚未开始',
  EXPIRED: '已结束',
  SUBTOTAL_TOO_LOW: '金额未达门槛',
  QUANTITY_TOO_LOW: '件数不足',
  CUSTOMER_NOT_ELIGIBLE: '该顾客不适用',
  NOTHING_TO_DISCOUNT: '购物车中没有适用商品',
  OUTSIDE_HOURS: '不在活动时段',
  GROUP_TOO_SMALL: '成团人数不足',
  CHANNEL_NOT_ELIGIBLE: '该渠道不适用',
  SOLD_OUT: '已售罄',
  BUDGET_EXCEEDED: '活动预算已用完',
  EXCLUDED_BY: '不能与以下优惠同享：',
  BETTER_EXISTS: '已有更优惠的：',
};

export const chineseReceipt: ReceiptWords = {
  columns: ['商品', '件数', '单价', '原价', '优惠', '实付'],
  titles: {
    applied: '已使用的优惠（按顺序）',
    rejected: '未使用的优惠',
    near: '凑单提示',
    gifts: '赠品',
  },
  sums: {
    goods: '商品合计',
    shipping: '运费',
    points: '积分抵扣',
    giftCard: '礼品卡抵扣',
    toPay: '应付',
    now: '　现在付',
    later: '　以后付',
  },
  phases: {
    base: '直接改价',
    item: '按商品优惠',
    order: '整单优惠',
    shipping: '运费优惠',
    tender: '抵扣',
    reward: '付款后返还',
  },
  shop: '本店',
  reason: ({ reason, by }, nameOf) =>
    by === undefined ? chineseReasons[reason] : `${chineseReasons[reason]}${nameOf(by)}`,
  condition(finding, money) {
    switch (finding.type) {
      case 'subtotal_at_least':
        return `商品金额满${money(finding.wantedMinor)}`;
      case 'subtotal_more_than':
        return `商品金额超过${money(finding.wantedMinor)}`;
      case 'quantity_at_least':
        return `满${finding.wanted}件`;
      case 'group_size_at_least':
        return `满${finding.wanted}人成团`;
      case 'customer_tag':
        return `顾客标签：${finding.wanted}`;
      case 'customer_tier':
        return `会员等级：${finding.wanted.replaceAll(' or ', '或')}`;
      case 'segment':
        return `顾客分群：${finding.wanted}`;
      case 'order_number':
        return `第${finding.wanted.replace(' to ', '至').replace(' or later', '')}单${/later/.test(finding.wanted) ? '起' : ''}`;
      case 'channel':
        return `购买渠道：${finding.wanted.replaceAll(' or ', '或')}`;
    }
    return finding satisfies never;
  },
  missing(finding, money) {
    if (!('missing' in finding) || finding.missing === 0) return '';
    if ('foundMinor' in finding) return `还差${money(finding.missing)}`;
    return `还差${finding.missing}${finding.type === 'group_size_at_least' ? '人' : '件'}`;
  },
  found: (text, missing) =>
    `（实际${text === null ? '未知' : `为${text}`}${missing === '' ? '' : `，${missing}`}）`,
  version: (number) => `第${number}版`,
  each: (count, price) => `${count}件×${price}`,
  rounded: (percent, of, exact) => `${of}的${percent}为${exact}，四舍五入`,
  roundedBy: { line: '按行取整', unit: '按件取整' },
  shippingOff: (amount) => `运费 ${amount}`,
  paidBy: (parts) => `费用承担：${parts.join('、')}`,
  gift: (count, sku, worth) => `${sku} × ${count}，价值${worth}`,
  pointsBack: (points) => `付款后返${points}积分`,
  pointsSpent: (points, amount) => `${points}积分抵${amount}`,
  cardSpent: (amount) => `礼品卡抵${amount}`,
  deposit: (now, from, until) => `现付定金${now}，尾款于${from}至${until}支付`,
  near(kind, missing, saves, name) {
    const lead = {
      spend: `再买${missing}`,
      pieces: `再买${missing}件`,
      people: `再邀${missing}人`,
    }[kind];
    return `${lead}可省${saves}（${name}）`;
  },
};
