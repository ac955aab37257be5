import type { Minor } from '../../money.js';
import type { Condition } from '../condition.js';
import type { Effect } from '../effect.js';
import type { Promotion } from '../promotion.js';
import type { Scope } from '../scope.js';

/** Something that must lie in a cart: pieces, or goods worth so much. */
export type Want =
  | { readonly kind: 'pieces'; readonly scope: Scope; readonly quantity: number }
  | { readonly kind: 'worth'; readonly scope: Scope; readonly worthMinor: Minor };

/** The least that each grade of a promotion needs, such as each of its tiers: a list for each grade. */
export function wantsOf({ conditions, effect, scope }: Promotion): Want[][] {
  const asked = conditions.flatMap(wantOf);
  return gradesOf(effect, scope).map((grade) => [...asked, ...grade]);
}

function wantOf(condition: Condition): Want[] {
  switch (condition.type) {
    case 'subtotal_at_least':
      return [{ kind: 'worth', scope: condition.scope, worthMinor: condition.amountMinor }];
    case 'subtotal_more_than':
      return [{ kind: 'worth', scope: condition.scope, worthMinor: condition.amountMinor + 1 }];
    case 'quantity_at_least':
      return [{ kind: 'pieces', scope: condition.scope, quantity: condition.quantity }];
    default:
      return [];
  }
}

function gradesOf(effect: Effect, scope: Scope): Want[][] {
  const pieces = (quantity: number, of: Scope = scope): Want => ({
    kind: 'pieces',
    scope: of,
    quantity,
  });
  const worth = (worthMinor: Minor): Want => ({ kind: 'worth', scope, worthMinor });
  switch (effect.type) {
    case 'tiers':
      return effect.table.map(({ at }) => [effect.by === 'subtotal' ? worth(at) : pieces(at)]);
    case 'every':
      return timesOf(effect.mostTimes).map((times) => [worth(times * effect.stepMinor)]);
    case 'buy_get':
      return timesOf(effect.mostTimes).map((times) => setsOf(effect, times));
    case 'bundle_price':
      return timesOf(effect.mostTimes).map((times) =>
        effect.items.map((item) => pieces(times * item.quantity, item.scope)),
      );
    case 'gift':
      return [[pieces(effect.perQuantity ?? 1)]];
    case 'amount_off':
      return [[pieces(effect.completeGroupsOf ?? 1)]];
    case 'set_unit_price':
      return effect.mostUnits === null || effect.mostUnits === 1
        ? [[pieces(1)]]
        : [[pieces(1)], [pieces(effect.mostUnits)]];
    default:
      return [[pieces(1)]];
  }
}

function setsOf({ buy, get }: Extract<Effect, { type: 'buy_get' }>, times: number): Want[] {
  const isOne = JSON.stringify(buy.scope) === JSON.stringify(get.scope);
  const want = (quantity: number, scope: Scope): Want => ({
    kind: 'pieces',
    scope,
    quantity: quantity * times,
  });
  if (isOne) return [want(buy.quantity + get.quantity, buy.scope)];
  return [want(buy.quantity, buy.scope), want(get.quantity, get.scope)];
}

/** Once, and as often as it may; twice stands for "without limit". */
function timesOf(mostTimes: number | null): number[] {
  return mostTimes === 1 ? [1] : [1, Math.min(mostTimes ?? 2, 3)];
}

/** The scopes that a promotion tells products apart by. */
export function scopesOf({ conditions, effect, scope }: Promotion): Scope[] {
  const asked = conditions.flatMap((each) => ('scope' in each ? [each.scope] : []));
  if (effect.type === 'buy_get') return [...asked, scope, effect.buy.scope, effect.get.scope];
  if (effect.type === 'bundle_price')
    return [...asked, scope, ...effect.items.map((item) => item.scope)];
  return [...asked, scope];
}
