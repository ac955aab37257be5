import type { InteractionDraft } from '../domain/behaviour/interaction.js';
import { type ClickRequest, clickActor } from '../domain/report/click-actor.js';
import type { Clock } from '../ports/clock.js';
import type { Keyring } from '../ports/keyring.js';
import type { TrackedLink, TrackingStore } from '../ports/tracking-store.js';
import { isOurToken } from './short-links.js';

export interface FollowLinkDeps {
  readonly tracking: TrackingStore;
  readonly behaviour: { record(drafts: readonly InteractionDraft[]): Promise<number> };
  readonly keyring: Keyring;
  readonly clock: Clock;
}

/**
 * Where a short link leads; writes the click down, and a person's click as an interaction of the customer
 * that the delivery was for.
 *
 * @returns null for a token we never made
 */
export async function followLink(
  deps: FollowLinkDeps,
  token: string,
  request: ClickRequest,
): Promise<string | null> {
  if (!isOurToken(deps.keyring, token)) return null;
  const link = await deps.tracking.linkOf(token);
  if (link === null) return null;
  const who = clickActor(request);
  const at = deps.clock.now();
  const rule = who.actor === 'machine' ? who.rule : null;
  const clickId = await deps.tracking.recordClick({ linkId: link.id, at, actor: who.actor, rule });
  if (who.actor === 'human') await deps.behaviour.record(interactionsOf(link, clickId, at));
  return link.target;
}

function interactionsOf(link: TrackedLink, clickId: number, at: number): InteractionDraft[] {
  if (link.customerId === null) return [];
  const product = link.productId === null ? {} : { productId: link.productId };
  const { customerId, deliveryId } = link;
  const where = { customerId, deliveryId, ...product };
  return [{ ...where, kind: 'click', source: 'link', key: `click:${clickId}`, occurredAt: at }];
}
