import type { OpenRight } from '../domain/campaign/rights-to-try.js';
import type { ChannelAccount, NativePart } from '../ports/channel.js';
import type { Clock } from '../ports/clock.js';
import type { DeliveryStore, Ending, Finished, HeldDelivery } from '../ports/delivery-store.js';
import type { Digest } from '../ports/digest.js';
import type { Logger } from '../ports/logger.js';
import type { DispatchVerdict, RecheckDeliveries, RenderDeliveries } from '../ports/outbox.js';
import { fitRight, mayUseRights, needsRight } from './fit-right.js';

export interface PrepareDeps {
  readonly deliveries: Pick<DeliveryStore, 'openRights'>;
  readonly recheck: RecheckDeliveries;
  readonly render: RenderDeliveries;
  readonly digest: Pick<Digest, 'sha256'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Checked, worded and fitted to its channel: all that is left is the intent and the call. */
export interface ReadyDelivery {
  readonly delivery: HeldDelivery;
  readonly parts: readonly NativePart[];
  /** What allows it to be sent, where something has to. */
  readonly right: OpenRight | null;
  /** When its rights were looked up. */
  readonly lookedAt: number;
  /** SHA-256 of the parts, hex. */
  readonly contentHash: string;
}

export interface Prepared {
  readonly ready: readonly ReadyDelivery[];
  /** Those that are not sent now, with how they end. */
  readonly ended: readonly Finished[];
}

const afterFaultMs = 5_000;

/** The last look at what was claimed: may it still be sent, what does it say, does the channel take it. */
export async function prepareDeliveries(
  deps: PrepareDeps,
  account: ChannelAccount,
  held: readonly HeldDelivery[],
): Promise<Prepared> {
  try {
    return await prepare(deps, account, held);
  } catch (error) {
    // Nothing is lost: they go back, and the fault is in the log.
    deps.log.error('dispatch.prepare.failed', { account: account.name, error: String(error) });
    const untilMs = deps.clock.now() + afterFaultMs;
    const ending: Ending = { kind: 'wait', untilMs, reason: 'could not be prepared' };
    return { ready: [], ended: held.map(({ id }) => finished(id, ending)) };
  }
}

async function prepare(
  deps: PrepareDeps,
  account: ChannelAccount,
  held: readonly HeldDelivery[],
): Promise<Prepared> {
  const ended = new Map<number, Ending>();
  const end = (delivery: HeldDelivery, ending: Ending) => ended.set(delivery.id, ending);
  const open = () => held.filter(({ id }) => !ended.has(id));
  for (const delivery of held) {
    if (!delivery.isReachable) end(delivery, { kind: 'skipped', reason: 'blocked' });
  }
  const now = deps.clock.now();
  const verdicts = await deps.recheck(open(), now);
  for (const delivery of open()) {
    const ending = endingOf(verdicts.get(delivery.id), delivery, now);
    if (ending !== null) end(delivery, ending);
  }
  const messages = await deps.render(open());
  const rights = mayUseRights(account) ? await openRights(deps, open(), now) : noRights;
  const ready: ReadyDelivery[] = [];
  for (const delivery of open()) {
    const own = rights.get(delivery.identityId ?? -1) ?? [];
    const fitted = fitToChannel(
      { ...deps, account, now },
      delivery,
      messages.get(delivery.id),
      own,
    );
    if ('parts' in fitted) ready.push(fitted);
    else end(delivery, fitted);
  }
  return { ready, ended: [...ended].map(([id, ending]) => finished(id, ending)) };
}

type Rights = ReadonlyMap<number, readonly OpenRight[]>;

const noRights: Rights = new Map();

function openRights(
  { deliveries }: PrepareDeps,
  open: readonly HeldDelivery[],
  now: number,
): Promise<Rights> {
  const identityIds = open.flatMap(({ identityId }) => identityId ?? []);
  return deliveries.openRights([...new Set(identityIds)], now);
}

function endingOf(
  verdict: DispatchVerdict | undefined,
  { deadlineAt }: HeldDelivery,
  now: number,
): Ending | null {
  if (verdict === undefined) {
    return { kind: 'wait', untilMs: now + afterFaultMs, reason: 'was not checked' };
  }
  switch (verdict.kind) {
    case 'send':
      return null;
    case 'skip':
      return { kind: 'skipped', reason: verdict.reason };
    case 'defer':
      return verdict.untilMs < deadlineAt
        ? { kind: 'wait', untilMs: verdict.untilMs, reason: verdict.reason }
        : { kind: 'expired', reason: verdict.reason };
    default:
      return verdict satisfies never;
  }
}

type Rendered =
  Awaited<ReturnType<RenderDeliveries>> extends ReadonlyMap<number, infer R> ? R : never;

interface FitDeps extends Pick<PrepareDeps, 'digest'> {
  readonly account: ChannelAccount;
  readonly now: number;
}

function fitToChannel(
  { digest, account, now }: FitDeps,
  delivery: HeldDelivery,
  rendered: Rendered | undefined,
  rights: readonly OpenRight[],
): ReadyDelivery | Ending {
  if (rendered === undefined) return { kind: 'failed', reason: 'was not rendered' };
  if ('skip' in rendered) return { kind: 'skipped', reason: rendered.skip };
  if (!rendered.ok) return { kind: 'failed', reason: rendered.why };
  const { identityId, deadlineAt } = delivery;
  // Where a campaign needs no window, it leaves those that are open to the answers.
  const usable = delivery.purpose === 'campaign' && !needsRight(account) ? [] : rights;
  const allowed = identityId === null ? { place: delivery.address } : usable;
  const fitted = fitRight(account, rendered.message, allowed, now);
  if (fitted.kind === 'unfit')
    return { kind: 'failed', reason: `does not fit ${account.name}: ${fitted.why}` };
  if (fitted.kind === 'waits') {
    const { reason } = fitted;
    return {
      kind: 'wait_inbound',
      identityId: identityId ?? -1,
      deadlineAt,
      lookedAt: now,
      reason,
    };
  }
  const { parts, right } = fitted;
  return {
    delivery,
    parts,
    right,
    lookedAt: now,
    contentHash: digest.sha256(JSON.stringify(parts)),
  };
}

export function finished(deliveryId: number, ending: Ending): Finished {
  return { deliveryId, ending, parts: [] };
}
