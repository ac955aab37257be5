import type { Minor } from '../money.js';
import type { Condition } from './promotion.js';
import type { Till } from './till.js';

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
      readonly type: 'quantity_at_least';
      readonly wanted: number;
      readonly found: number;
      /** Units still needed; 0 when met. */
      readonly missing: number;
    }
  | { readonly type: 'customer_tag'; readonly wanted: string; readonly isMet: boolean };

export function findingOf(
  condition: Condition,
  till: Till,
  customerTags: readonly string[],
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
    case 'quantity_at_least': {
      const found = till.quantity(condition.scope);
      const wanted = condition.quantity;
      return { type: condition.type, wanted, found, missing: Math.max(0, wanted - found) };
    }
    case 'customer_tag':
      return {
        type: condition.type,
        wanted: condition.tag,
        isMet: customerTags.includes(condition.tag),
      };
  }
  return condition satisfies never;
}

export function isMet(finding: ConditionFinding): boolean {
  return finding.type === 'customer_tag' ? finding.isMet : finding.missing === 0;
}
