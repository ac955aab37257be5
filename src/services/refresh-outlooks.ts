import { type OutlookModel, outlookOf } from '../domain/profile/outlook.js';
import { type FittedOutlook, fitOutlook, type OutlookFit } from '../domain/profile/outlook-fit.js';
import type { ModelStore } from '../ports/model-store.js';
import type { Buyers, OutlookStore } from '../ports/outlook-store.js';

/** In model_snapshot.kind: how this shop's customers buy again, and what for. */
export const outlookModelKind = 'bg-nbd';

export interface OutlookDeps {
  readonly outlooks: OutlookStore;
  readonly models: Pick<ModelStore, 'newest' | 'save'>;
}

/** What is kept of a fit, in model_snapshot.metrics. */
export interface OutlookCard extends FittedOutlook {
  /** Fitted on what had happened by then. */
  readonly asOf: number;
}

const dayMs = 86_400_000;

// One chunk is one transaction: short enough that a chat's reply need not wait for it.
const chunkSize = 2_000;

/** Fits the shop's model on all profiles as they are, and looks ahead for everybody; a refused fit leaves all as it was. */
export async function fitOutlooks(deps: OutlookDeps, asOf: number): Promise<OutlookFit> {
  const found = fitOutlook(await deps.outlooks.buyers(), asOf);
  if (found.kind === 'refused') return found;
  const metrics: OutlookCard = { ...found.fit, asOf };
  await deps.models.save({
    kind: outlookModelKind,
    metrics,
    bytes: new Uint8Array(),
    trainedAt: asOf,
  });
  await freshenOutlooks(deps, asOf, []);
  return found;
}

/**
 * Looks ahead for those who changed; for everybody once a day and after a new fit, because a customer's silence counts too.
 * Does nothing before the first fit.
 */
export async function freshenOutlooks(
  { outlooks, models }: OutlookDeps,
  asOf: number,
  changedIds: readonly number[],
): Promise<void> {
  const newest = await models.newest(outlookModelKind);
  if (newest === null) return;
  const model = newest.metrics as OutlookCard;
  const mark = await outlooks.mark();
  const day = Math.floor(asOf / dayMs);
  if (mark !== null && mark.modelId === newest.id && mark.day >= day) {
    if (changedIds.length === 0) return;
    await applyTo(outlooks, await outlooks.buyersAmong(changedIds), model, asOf);
    await outlooks.dropOfNonBuyers(changedIds);
    return;
  }
  await applyTo(outlooks, await outlooks.buyers(), model, asOf);
  await outlooks.dropOfNonBuyers(null);
  await outlooks.setMark({ modelId: newest.id, day });
}

async function applyTo(
  outlooks: OutlookStore,
  buyers: Buyers,
  model: OutlookModel,
  asOf: number,
): Promise<void> {
  const { customerIds, purchaseDays, firstPurchaseAt, lastPurchaseAt, repeatMinor } = buyers;
  for (let start = 0; start < customerIds.length; start += chunkSize) {
    const ids = customerIds.subarray(start, start + chunkSize);
    const rows = Array.from(ids, (customerId, i) => {
      const at = start + i;
      const summary = {
        purchaseDays: purchaseDays[at] as number,
        firstPurchaseAt: firstPurchaseAt[at] as number,
        lastPurchaseAt: lastPurchaseAt[at] as number,
        repeatMinor: repeatMinor[at] as number,
      };
      return { customerId, ...outlookOf(model, summary, asOf) };
    });
    await outlooks.save(rows, asOf);
  }
}
