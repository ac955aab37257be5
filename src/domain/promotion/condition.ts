import type { Minor } from '../money.js';
import type { QuoteContext } from './context.js';
import type { Basis } from './phase.js';
import type { RejectionReason } from './rejection-reason.js';
import type { Scope } from './scope.js';
import type { Till } from './till.js';

export type Condition =
  | {
      readonly type: 'subtotal_at_least' | 'subtotal_more_than';
      readonly amountMinor: Minor;
      /** Which lines count; all unless given. */
      readonly scope: Scope;
      readonly basis: Basis;
    }
  | { readonly type: 'quantity_at_least'; readonly quantity: number; readonly scope: Scope }
  | { readonly type: 'group_size_at_least'; readonly size: number }
  | { readonly type: 'customer_tag'; readonly tag: string }
  /** One of these tiers of membership. */
  | { readonly type: 'customer_tier'; readonly tiers: readonly string[] }
  | { readonly type: 'segment'; readonly segment: string }
  /** Which order of the customer this is, counted from 1; both ends included. */
  | { readonly type: 'order_number'; readonly from: number; readonly to: number | null }
  | { readonly type: 'channel'; readonly channels: readonly string[] };

/** A condition beside what the cart had: enough to say "add 1.20 and save 30". */
export type ConditionFinding =
  | {
      readonly type: 'subtotal_at_least' | 'subtotal_more_than';
      readonly wantedMinor: Minor;
      readonly foundMinor: Minor;
      /** The smallest amount still needed; 0 when met. */
      readonly missing: Minor;
    }
  | {
      readonly type: 'quantity_at_least' | 'group_size_at_least';
      readonly wanted: number;
      readonly found: number;
      /** Units or people still needed; 0 when met. */
      readonly missing: number;
    }
  | {
      readonly type: 'customer_tag' | 'customer_tier' | 'segment' | 'order_number' | 'channel';
      /** `vip`, `gold or silver`, `1`, `2 to 5`. */
      readonly wanted: string;
      /** Null where nothing is known. */
      readonly found: string | null;
      readonly isMet: boolean;
    };

export function findingOf(
  condition: Condition,
  till: Till,
  context: QuoteContext,
): ConditionFinding {
  switch (condition.type) {
    case 'subtotal_at_least':
    case 'subtotal_more_than': {
      const wantedMinor = condition.amountMinor;
      const foundMinor = till.subtotal(condition.scope, condition.basis);
      const least = condition.type === 'subtotal_at_least' ? wantedMinor : wantedMinor + 1;
      const missing = Math.max(0, least - foundMinor);
      return { type: condition.type, wantedMinor, foundMinor, missing };
    }
    case 'quantity_at_least':
      return counted(condition.type, condition.quantity, till.quantity(condition.scope));
    case 'group_size_at_least':
      return counted(condition.type, condition.size, context.groupSize ?? 0);
    default:
      return factOf(condition, context);
  }
}

function counted(
  type: 'quantity_at_least' | 'group_size_at_least',
  wanted: number,
  found: number,
): ConditionFinding {
  return { type, wanted, found, missing: Math.max(0, wanted - found) };
}

type FactCondition = Extract<
  Condition,
  { type: 'customer_tag' | 'customer_tier' | 'segment' | 'order_number' | 'channel' }
>;

function factOf(condition: FactCondition, context: QuoteContext): ConditionFinding {
  const { type } = condition;
  switch (type) {
    case 'customer_tag':
      return memberOf(type, condition.tag, context.customerTags);
    case 'segment':
      return memberOf(type, condition.segment, context.segments ?? []);
    case 'customer_tier':
      return oneOf(type, condition.tiers, context.tier ?? null);
    case 'channel':
      return oneOf(type, condition.channels, context.channel ?? null);
    case 'order_number': {
      const { from, to } = condition;
      const number = context.orderCount === undefined ? null : context.orderCount + 1;
      const isIn = number !== null && number >= from && (to === null || number <= to);
      const upTo = to === null ? ' or later' : ` to ${to}`;
      const wanted = from === to ? `${from}` : `${from}${upTo}`;
      return { type, wanted, found: number === null ? null : `${number}`, isMet: isIn };
    }
  }
  return condition satisfies never;
}

function memberOf(
  type: 'customer_tag' | 'segment',
  wanted: string,
  all: readonly string[],
): ConditionFinding {
  const isOne = all.includes(wanted);
  return { type, wanted, found: isOne ? wanted : null, isMet: isOne };
}

function oneOf(
  type: 'customer_tier' | 'channel',
  wanted: readonly string[],
  found: string | null,
): ConditionFinding {
  const isOne = found !== null && wanted.includes(found);
  return { type, wanted: wanted.join(' or '), found, isMet: isOne };
}

export function isMet(finding: ConditionFinding): boolean {
  return 'isMet' in finding ? finding.isMet : finding.missing === 0;
}

/** What a condition that is not met is called on a receipt. */
export function unmetReason({ type }: ConditionFinding): RejectionReason {
  switch (type) {
    case 'subtotal_at_least':
    case 'subtotal_more_than':
      return 'SUBTOTAL_TOO_LOW';
    case 'quantity_at_least':
      return 'QUANTITY_TOO_LOW';
    case 'group_size_at_least':
      return 'GROUP_TOO_SMALL';
    case 'channel':
      return 'CHANNEL_NOT_ELIGIBLE';
    default:
      return 'CUSTOMER_NOT_ELIGIBLE';
  }
}
