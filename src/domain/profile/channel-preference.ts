import { interactionKindCode } from '../behaviour/interaction-kind.js';
import { type Person, sharePercent } from './events.js';
import { decayed } from './interests.js';

export interface ChannelShare {
  readonly channelAccount: string;
  readonly sharePercent: number;
}

const { blocked, unsubscribed } = interactionKindCode;

/**
 * Where a customer answers: each account's share of what they did in a chat or because of a message there, recent doings
 * weighing more; best first, names deciding ties. Who blocked an account or unsubscribed by it counts from there anew.
 *
 * @param accounts the names that `events.accounts` numbers from 1 on
 */
export function channelShares(
  { events, from, until }: Person,
  accounts: readonly string[],
): ChannelShare[] {
  if (!hasAnyAccount({ events, from, until })) return [];
  const leftAt = new Float64Array(accounts.length + 1).fill(Number.NEGATIVE_INFINITY);
  for (let row = from; row < until; row++) {
    const account = events.accounts[row] as number;
    const kind = events.kinds[row];
    if (kind === blocked || kind === unsubscribed)
      leftAt[account] = events.occurredAt[row] as number;
  }
  const weights = new Float64Array(accounts.length + 1);
  const lastAt = events.occurredAt[until - 1] as number;
  for (let row = from; row < until; row++) {
    const account = events.accounts[row] as number;
    const at = events.occurredAt[row] as number;
    if (account === 0 || at <= (leftAt[account] as number)) continue;
    weights[account] = (weights[account] as number) + decayed(at, lastAt);
  }
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  if (whole === 0) return [];
  return accounts
    .map((channelAccount, i) => ({
      channelAccount,
      sharePercent: sharePercent(weights[i + 1] as number, whole),
    }))
    .filter((each) => each.sharePercent > 0)
    .sort(
      (a, b) => b.sharePercent - a.sharePercent || (a.channelAccount < b.channelAccount ? -1 : 1),
    );
}

function hasAnyAccount({ events, from, until }: Person): boolean {
  for (let row = from; row < until; row++) if (events.accounts[row] !== 0) return true;
  return false;
}
