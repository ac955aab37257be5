import { periodAt } from '../domain/campaign/quota-period.js';
import type { ChannelAccount, NativePart, Quota } from '../ports/channel.js';
import type { HeldDelivery, PartResult } from '../ports/delivery-store.js';
import type { GivenBack, LimitTakes, QuotaTake } from '../ports/send-limits.js';
import { mayUseRights } from './fit-right.js';
import type { ReadyDelivery } from './prepare-deliveries.js';

/** Whether sending on this account uses up something that the outbox has to keep count of. */
export function isLimited(account: ChannelAccount): boolean {
  return mayUseRights(account) || (account.rate.quotas ?? []).length > 0;
}

/** What sending a delivery now uses up. */
export function takesOf(
  { rate }: ChannelAccount,
  { delivery, parts, right }: ReadyDelivery,
  now: number,
): LimitTakes {
  return {
    right: right === null ? null : { id: right.id, count: parts.length },
    quotas: (rate.quotas ?? []).flatMap((quota) => {
      const count = parts.filter((part) => counts(quota, part)).length;
      return count === 0 ? [] : [quotaTake(quota, delivery, count, now)];
    }),
  };
}

function counts({ methods }: Quota, { method }: NativePart): boolean {
  return methods === undefined || methods.includes(method);
}

function quotaTake(quota: Quota, delivery: HeldDelivery, count: number, now: number): QuotaTake {
  const { start, end } = periodAt(now, quota.per, quota.timezone);
  const isForAll = quota.of === 'account' && quota.methods === undefined;
  return {
    quota: quotaName(quota, delivery),
    periodStart: start,
    periodEnd: end,
    count,
    max:
      isForAll && delivery.purpose === 'campaign' ? quota.max - keptForReplies(quota) : quota.max,
    isForAll,
  };
}

/** An account's name for a quota; a chat's has the chat in it, by its own number rather than its address. */
export function quotaName(
  { of, per, methods }: Quota,
  { identityId, address }: Pick<HeldDelivery, 'identityId' | 'address'>,
): string {
  const counted = methods === undefined ? per : `${per} of ${methods.join(', ')}`;
  if (of === 'account') return counted;
  return `${counted} to ${identityId === null ? `place ${address}` : `chat ${identityId}`}`;
}

// A tenth: an answer matters more than one campaign message of ten.
function keptForReplies({ max }: Quota): number {
  return max < 2 ? 0 : Math.ceil(max / 10);
}

const usedUpBy = new Set(['accepted', 'duplicate', 'unknown']);

/** Of what was taken, what certainly was not used, by what became of the parts. */
export function givenBackOf(
  account: ChannelAccount,
  { delivery, parts, takes, right }: ReadyDelivery & { readonly takes: LimitTakes },
  results: readonly PartResult[],
  isRightClosed: boolean,
): GivenBack {
  const used = results.filter(({ outcome }) => usedUpBy.has(outcome)).map(({ part }) => part);
  const unused = parts.filter((_, index) => !used.includes(index));
  return {
    channelAccount: account.name,
    right: right === null ? null : { id: right.id, count: unused.length, isClosed: isRightClosed },
    quotas: (account.rate.quotas ?? []).flatMap((quota) => {
      const name = quotaName(quota, delivery);
      const took = takes.quotas.find((take) => take.quota === name);
      const count = unused.filter((part) => counts(quota, part)).length;
      return took === undefined || count === 0 ? [] : [{ ...took, count }];
    }),
  };
}
