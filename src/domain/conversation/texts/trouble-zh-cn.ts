import { daysText, type TimeLeft } from '../last-day-text.js';
import type { TroubleWords } from './phrases.js';

const units = { day: '天', hour: '小时', minute: '分钟' } as const;

export function timeText({ count, unit }: TimeLeft): string {
  return `${count}${units[unit]}`;
}

/** Why a code does nothing, to its holder. */
export function troubleText(trouble: TroubleWords): string {
  switch (trouble.kind) {
    case 'expired':
      return `它已于${trouble.day}到期。`;
    case 'not-started':
      return `它从${trouble.day}开始才能使用。`;
    case 'being-paid':
      return trouble.clock === null
        ? '它正在付款中。'
        : `它正在一笔结账中使用，如果没有付款，${trouble.clock}后就可以再用。`;
    case 'used': {
      const day = trouble.day === null ? '' : `于${trouble.day}`;
      return `它已${day}${trouble.order === null ? '' : `在订单 ${trouble.order} 中`}使用过了。`;
    }
    case 'outside-hours':
      return `它只在特定时段可用：${daysText(trouble.days, 'zh-CN')} ${trouble.hours}。`;
    case 'cart-too-small':
      return `${trouble.clock}时您的购物车金额不够${missingText(trouble.missing)}。`;
    case 'too-few':
      return `${trouble.clock}时您的购物车件数不够${missingText(trouble.missing)}。`;
    default:
      return plainTroubles[trouble.kind]('clock' in trouble ? trouble.clock : '');
  }
}

function missingText(missing: string | null): string {
  return missing === null ? '' : `，还差${missing}`;
}

const plainTroubles = {
  'not-for-cart': (clock: string) => `${clock}时您购物车里的商品都不能用这张券。`,
  'not-for-you': (clock: string) => `它只限部分顾客或渠道使用，${clock}时的购物车不符合条件。`,
  'better-exists': (clock: string) => `${clock}时您的购物车已有更优惠的活动，两者不能同享。`,
  revoked: () => '商家已收回这张券。',
  'used-up': () => '这个活动的名额已经用完了。',
  'used-by-you': () => '这个活动您已达到使用次数上限。',
  spent: () => '它的余额已经用完了。',
} as const satisfies Record<string, (clock: string) => string>;
