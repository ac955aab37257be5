import {
  type DeedKind,
  type DeedRule,
  deedKinds,
  type Membership,
  type Reward,
  type Tier,
} from '../domain/membership/membership.js';
import { minorDigits, parseMoney } from '../domain/money.js';
import type { Problem } from '../domain/problem.js';
import type { MembershipFile } from './membership-schema.js';
import type { Path, YamlDocument } from './yaml-positions.js';

interface Read {
  readonly membership: Membership;
  readonly problems: readonly Problem[];
}

interface Reading {
  readonly currency: string;
  readonly locales: readonly string[];
  complain(path: Path, message: string): void;
}

const root = 'membership';

/** Turns what shop.yaml says of members into rules, and says what is wrong with it. */
export function readMembership(
  file: MembershipFile,
  shop: { readonly currency: string; readonly locales: readonly string[] },
  document: YamlDocument,
): Read {
  const problems: Problem[] = [];
  const reading: Reading = {
    ...shop,
    complain: (path, message) => problems.push(document.problem([root, ...path], message)),
  };
  const tiers = file.tiers.map((tier, i) => tierOf(tier, i, reading));
  checkTiers(tiers, reading);
  const [first, ...others] = tiers;
  if (first === undefined) throw new Error('the schema wants a tier');
  const membership: Membership = {
    tiers: [first, ...others],
    tierWindowMs: file.tier_window,
    points: pointsOf(file, reading),
    referral: referralOf(file, reading),
  };
  return { membership, problems };
}

function tierOf(
  { id, name, from_spend: from, points_multiplier: multiplier }: MembershipFile['tiers'][number],
  i: number,
  reading: Reading,
): Tier {
  const at = ['tiers', i];
  for (const locale of reading.locales)
    if (name[locale] === undefined) reading.complain([...at, 'name'], `has no text for ${locale}`);
  if (i === 0 && from !== undefined)
    reading.complain([...at, 'from_spend'], 'the first tier is for everybody: leave this out');
  if (i > 0 && from === undefined) reading.complain(at, 'has no from_spend: when is it reached?');
  const fromSpendMinor = from === undefined ? 0 : positive(from, [...at, 'from_spend'], reading);
  const pointsMultiplierBps = Math.round(multiplier * 10_000);
  return { id, names: name, fromSpendMinor, pointsMultiplierBps };
}

function checkTiers(tiers: readonly Tier[], reading: Reading): void {
  for (const [i, tier] of tiers.entries()) {
    if (tiers.findIndex(({ id }) => id === tier.id) < i)
      reading.complain(['tiers', i, 'id'], `there is a tier "${tier.id}" already`);
    const before = tiers[i - 1];
    // Where there is none, that is said already.
    const isGiven = tier.fromSpendMinor > 0;
    if (before !== undefined && isGiven && tier.fromSpendMinor <= before.fromSpendMinor)
      reading.complain(['tiers', i, 'from_spend'], 'is not more than that of the tier before it');
  }
}

function pointsOf({ points }: MembershipFile, reading: Reading): Membership['points'] {
  const { worth, most_of_order: most, expire_after: expire, earn } = points;
  const purchase = earn.purchase && {
    points: earn.purchase.points,
    perMinor: positive(earn.purchase.for_each, ['points', 'earn', 'purchase', 'for_each'], reading),
  };
  return {
    minorPerPoint: positive(worth, ['points', 'worth'], reading),
    mostOfOrderBps: most === '100%' ? 10_000 : Math.round(most * 10_000),
    expireAfterMs: expire === 'never' ? null : expire,
    purchase: purchase ?? null,
    join: earn.join,
    deeds: Object.fromEntries(
      deedKinds.map((kind) => [kind, deedOf(earn[kind], kind)]),
    ) as Membership['points']['deeds'],
  };
}

// Nobody writes five honest reviews a day, and a share costs nothing.
const usualPerDay: Readonly<Record<DeedKind, number>> = { review: 3, photo: 3, topic: 3, share: 1 };

function deedOf(deed: MembershipFile['points']['earn'][DeedKind], kind: DeedKind): DeedRule | null {
  if (deed === undefined) return null;
  const { points, most_per_day: most = usualPerDay[kind] } =
    typeof deed === 'number' ? { points: deed } : deed;
  return points === 0 ? null : { points, mostPerDay: most === 'any' ? null : most };
}

function referralOf({ referral }: MembershipFile, reading: Reading): Membership['referral'] {
  if (referral === undefined) return null;
  const { after, sharer, newcomer, most_per_day: most } = referral;
  return {
    after,
    sharer: rewardOf(sharer, ['referral', 'sharer'], reading),
    newcomer: rewardOf(newcomer, ['referral', 'newcomer'], reading),
    mostPerDay: most === 'any' ? null : most,
  };
}

const usualValidForMs = 30 * 86_400_000;

function rewardOf(
  reward: NonNullable<MembershipFile['referral']>['sharer'],
  at: Path,
  reading: Reading,
): Reward | null {
  if (reward === undefined) return null;
  const { points, coupon, valid_for: validForMs = usualValidForMs } = reward;
  if ((points === undefined) === (coupon === undefined))
    reading.complain(at, 'needs either points or a coupon');
  if (coupon === undefined) return points ? { kind: 'points', points } : null;
  return { kind: 'coupon', promotion: coupon, validForMs };
}

function positive(value: number | string, at: Path, reading: Reading): number {
  const minor = moneyOf(value, at, reading);
  if (minor === 0) reading.complain(at, 'is nothing');
  return minor;
}

function moneyOf(value: number | string, at: Path, { currency, complain }: Reading): number {
  const minor = parseMoney(String(value), currency);
  if (minor !== null && minor >= 0) return minor;
  const digits = minorDigits(currency);
  complain(at, `is not an amount of money in ${currency} (at most ${digits} decimals)`);
  return 1;
}
