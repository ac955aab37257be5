import type { Minor } from '../../money.js';
import { type ConditionFinding, isMet } from '../condition.js';
import type { Promotion } from '../promotion.js';
import type { RejectedPromotion } from '../receipt.js';

/** An order that was just short of a promotion. */
export type JustShort =
  | { readonly kind: 'money'; readonly missingMinor: Minor }
  | { readonly kind: 'pieces'; readonly missing: number };

/** Less than a tenth of the amount was missing, or one piece, and nothing else; null where it was something else or more. */
export function justShortOf(rejected: RejectedPromotion, { effect }: Promotion): JustShort | null {
  const { reason, missing = 0, conditions } = rejected;
  if (missing <= 0) return null;
  const unmet = conditions.filter((finding) => !isMet(finding));
  if (unmet.length > 1) return null;
  if (reason === 'QUANTITY_TOO_LOW') return missing === 1 ? { kind: 'pieces', missing } : null;
  if (reason !== 'SUBTOTAL_TOO_LOW') return null;
  const wanted = unmet[0] === undefined ? leastOf(effect) : wantedMinor(unmet[0]);
  return missing * 10 <= wanted ? { kind: 'money', missingMinor: missing } : null;
}

function wantedMinor(finding: ConditionFinding): Minor {
  return 'wantedMinor' in finding ? finding.wantedMinor : 0;
}

function leastOf(effect: Promotion['effect']): Minor {
  if (effect.type === 'every') return effect.stepMinor;
  return effect.type === 'tiers' && effect.by === 'subtotal' ? (effect.table[0]?.at ?? 0) : 0;
}
