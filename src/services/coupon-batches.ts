import { guessesPerCode, leastGuessesPerCode } from '../domain/promotion/coupon-code.js';
import { cardValue } from '../domain/promotion/redemption.js';
import { UserError } from '../domain/user-error.js';
import type { Clock } from '../ports/clock.js';
import type {
  BatchMark,
  CouponBatchInfo,
  CouponBatchStore,
  CouponFilter,
  CouponLine,
} from '../ports/coupon-batch-store.js';
import type { CustomerRegistry } from '../ports/customer-registry.js';
import type { PromotionStore, StoredPromotion } from '../ports/promotion-store.js';
import { promotionInForce } from './coupons.js';
import { type CodeDeps, orderedCodeMaker } from './new-codes.js';

export interface BatchDeps extends CodeDeps {
  readonly promotions: Pick<PromotionStore, 'all'>;
  readonly couponBatches: CouponBatchStore;
  readonly registry: Pick<CustomerRegistry, 'customerIds'>;
  readonly clock: Clock;
}

export interface BatchIssue {
  /** The id in promotions.yaml. */
  readonly promotionKey: string;
  /** Its name; whoever issues under the same name again completes it. */
  readonly batch: string;
  /** So many for whoever holds a code, or one for each of these customers (the shop's own ids). */
  readonly to: { readonly count: number } | { readonly customers: readonly string[] };
  readonly validFrom: number;
  /** Exclusive. */
  readonly validUntil: number;
  /** Told after each chunk: how many there are now. */
  readonly wrote?: (count: number) => void;
}

export interface IssuedBatch {
  /** By this call; the batch may have had some before. */
  readonly issued: number;
  readonly total: number;
  readonly validFrom: number;
  readonly validUntil: number;
}

const chunkSize = 10_000;

/**
 * Issues a batch chunk by chunk, each a transaction. What broke off is completed by issuing the same batch again, with
 * the validity it began with; what is complete stays as it is.
 *
 * @throws UserError if there is no such promotion, its limit or the space of codes has no room, or a customer is unknown
 */
export async function issueBatch(deps: BatchDeps, issue: BatchIssue): Promise<IssuedBatch> {
  const promotion = await promotionInForce(deps, issue.promotionKey);
  const known = await begunBatch(deps, issue, promotion);
  const before = await deps.couponBatches.mark(issue.batch);
  const holders = await holdersOf(deps, issue);
  await refuseTooMany(deps, promotion, holders === null ? countOf(issue) - before.count : null);
  const { validFrom, validUntil } = known ?? issue;
  const wanted = holders === null ? Math.max(0, countOf(issue) - before.count) : holders.length;
  const newCode = orderedCodeMaker(deps, promotion.definition.codePrefix, wanted);
  const write = chunkWriter(deps, promotion, { ...issue, validFrom, validUntil, newCode });
  const mark =
    holders === null
      ? await writeCount(write, countOf(issue), before)
      : await writeHolders(write, holders, before);
  return { issued: mark.count - before.count, total: mark.count, validFrom, validUntil };
}

async function begunBatch(
  { couponBatches }: BatchDeps,
  { batch, promotionKey }: BatchIssue,
  { definition }: StoredPromotion,
): Promise<CouponBatchInfo | null> {
  if (definition.trigger !== 'coupon')
    throw new UserError(`${promotionKey} needs no coupon: nothing is issued`, {
      hint: 'coupons are for promotions with `for: coupon` in campaigns/promotions.yaml',
    });
  const known = await couponBatches.batch(batch);
  if (known !== null && known.promotionKey !== promotionKey)
    throw new UserError(`the batch "${batch}" is of ${known.promotionKey}`, {
      hint: 'give this one another name with --batch',
    });
  return known;
}

function countOf({ to }: BatchIssue): number {
  return 'count' in to ? to.count : 0;
}

/** Null for a batch for whoever holds a code; @throws UserError that names who is unknown */
async function holdersOf({ registry }: BatchDeps, { to }: BatchIssue): Promise<number[] | null> {
  if ('count' in to) return null;
  const asked = [...new Set(to.customers)];
  const ids: number[] = [];
  const unknown: string[] = [];
  for (let from = 0; from < asked.length; from += chunkSize) {
    const some = asked.slice(from, from + chunkSize);
    const found = await registry.customerIds(some);
    for (const each of some) {
      const id = found.get(each);
      if (id === undefined) unknown.push(each);
      else ids.push(id);
    }
  }
  if (unknown.length === 0) return [...new Set(ids)];
  const named = unknown.slice(0, 5).join(', ') + (unknown.length > 5 ? ', …' : '');
  throw new UserError(`${unknown.length} of ${asked.length} customers are unknown: ${named}`, {
    hint: 'import them first (`hawker import customers FILE`); nothing was issued',
  });
}

/** @param wanted null where it is known only chunk by chunk who has one already */
async function refuseTooMany(
  { couponBatches, clock }: BatchDeps,
  { key, promotionId, definition }: StoredPromotion,
  wanted: number | null,
): Promise<void> {
  const { uses } = definition.limits;
  if (wanted !== null && wanted > 0 && uses !== null) {
    const left = uses - (await couponBatches.couponCount(promotionId));
    if (left < wanted) throw overLimit(key, uses, left);
  }
  const live = (await couponBatches.liveCount(clock.now())) + (wanted ?? 0);
  if (guessesPerCode(live) < leastGuessesPerCode)
    throw new UserError(`${live.toLocaleString('en')} live codes would be too easy to guess`, {
      hint: 'revoke batches that nobody needs any more (`hawker coupons batches`)',
    });
}

function overLimit(key: string, uses: number, left: number): UserError {
  const room = left === 0 ? 'no more coupons' : `only ${left.toLocaleString('en')} more coupons`;
  return new UserError(
    `${key} is limited to ${uses.toLocaleString('en')} uses: ${room} may be issued`,
    {
      hint: 'raise limit.uses in campaigns/promotions.yaml, or revoke unused coupons',
    },
  );
}

type ChunkWriter = (
  customerIds: readonly (number | null)[],
  mark: BatchMark,
) => Promise<{ readonly issued: number; readonly mark: BatchMark }>;

function chunkWriter(
  deps: BatchDeps,
  { key, promotionId, versionId, definition }: StoredPromotion,
  issue: BatchIssue & { readonly newCode: () => string },
): ChunkWriter {
  const most = definition.limits.uses;
  const { batch, validFrom, validUntil, to, newCode, wrote } = issue;
  const target = 'count' in to ? to.count : null;
  const balanceMinor = cardValue(definition);
  return async (customerIds, mark) => {
    const coupons = customerIds.map((customerId) => ({ code: newCode(), customerId }));
    const outcome = await deps.couponBatches.issueChunk({
      ...{ promotionId, versionId, batch, validFrom, validUntil, at: deps.clock.now() },
      ...{ coupons, target, most, balanceMinor, mark },
    });
    if (outcome.kind === 'over-limit') throw overLimit(key, most ?? 0, outcome.left);
    wrote?.(outcome.mark.count);
    return outcome;
  };
}

async function writeCount(write: ChunkWriter, count: number, from: BatchMark): Promise<BatchMark> {
  let mark = from;
  while (mark.count < count) {
    const size = Math.min(chunkSize, count - mark.count);
    mark = (await write(Array<null>(size).fill(null), mark)).mark;
  }
  return mark;
}

async function writeHolders(
  write: ChunkWriter,
  holders: readonly number[],
  from: BatchMark,
): Promise<BatchMark> {
  let mark = from;
  for (let at = 0; at < holders.length; at += chunkSize)
    mark = (await write(holders.slice(at, at + chunkSize), mark)).mark;
  return mark;
}

const pageSize = 10_000;

/** All coupons that a filter lets through, in the order they were issued, without holding them all. */
export async function* couponLines(
  { couponBatches }: Pick<BatchDeps, 'couponBatches'>,
  filter: CouponFilter,
): AsyncGenerator<CouponLine> {
  let after = 0;
  for (;;) {
    const page = await couponBatches.page(filter, after, pageSize);
    yield* page;
    after = page.at(-1)?.couponId ?? after;
    if (page.length < pageSize) return;
  }
}

/** Takes back what of a batch is not used; @returns how many */
export async function revokeBatch(
  { couponBatches }: Pick<BatchDeps, 'couponBatches'>,
  batch: string,
): Promise<number> {
  let revoked = 0;
  for (let afterId: number | null = 0; afterId !== null; ) {
    const some = await couponBatches.revokeSome(batch, afterId, chunkSize);
    revoked += some.revoked;
    afterId = some.throughId;
  }
  return revoked;
}
