import {
  type CustomerFacts,
  eligibilityOf,
  type SendingRules,
} from '../domain/campaign/eligibility.js';
import type { Shop } from '../domain/campaign/shop.js';
import type { DeliveryFacts, EligibilityStore } from '../ports/eligibility-store.js';
import type { ClaimedDelivery, DispatchVerdict, RecheckDeliveries } from '../ports/outbox.js';

export interface RecheckDeps {
  readonly eligibility: Pick<EligibilityStore, 'deliveryFacts'>;
  /** The shop as it is now: a stricter cap holds for what was planned before. */
  readonly shop: Pick<Shop, 'timezone' | 'quietHours' | 'dailyCap' | 'consent'>;
}

// Another worker holds a message to the same person: look again when it is decided.
const lookAgainMs = 60_000;

/** Consent, blocks, quiet hours and caps once more, just before sending; answers, tests and posts go through. */
export function recheckDeliveries({ eligibility, shop }: RecheckDeps): RecheckDeliveries {
  return async (deliveries, now) => {
    const campaign = deliveries.filter((each) => each.purpose === 'campaign');
    const known = await eligibility.deliveryFacts(
      campaign.map((each) => each.id),
      shop.consent.topic,
      now,
    );
    // What this very batch lets through counts as well. Lowest id first, as between workers.
    const sendingTo = new Map<number, number>();
    const verdicts = new Map<number, DispatchVerdict>();
    for (const delivery of [...deliveries].sort((a, b) => a.id - b.id)) {
      const found = known.get(delivery.id);
      const sending = sendingTo.get(found?.facts.customerId ?? -1) ?? 0;
      const verdict = verdictOf(delivery, found, sending, { shop, now });
      verdicts.set(delivery.id, verdict);
      if (found !== undefined && verdict.kind === 'send')
        sendingTo.set(found.facts.customerId, sending + 1);
    }
    return verdicts;
  };
}

/** @param sending messages of this batch that go to the same person before it */
function verdictOf(
  delivery: ClaimedDelivery,
  found: DeliveryFacts | undefined,
  sending: number,
  { shop, now }: { readonly shop: RecheckDeps['shop']; readonly now: number },
): DispatchVerdict {
  if (delivery.purpose !== 'campaign') return { kind: 'send' };
  if (found === undefined) return { kind: 'skip', reason: 'erased' };
  if (found.hasTwin) return { kind: 'skip', reason: 'merged' };
  const rules = rulesFor(delivery, shop);
  const verdict = asVerdict(withMore(found.facts, sending, now), rules, now);
  if (verdict.kind !== 'send' || found.claimedBefore === 0) return verdict;
  const more = sending + found.claimedBefore;
  const later = asVerdict(withMore(found.facts, more, now), rules, now);
  return later.kind === 'send'
    ? verdict
    : { kind: 'defer', untilMs: now + lookAgainMs, reason: 'another message is under way' };
}

function rulesFor(delivery: ClaimedDelivery, shop: RecheckDeps['shop']): SendingRules {
  return {
    channels: [delivery.channelAccount],
    topic: shop.consent.topic,
    timezone: shop.timezone,
    quietHours: shop.quietHours,
    dailyCap: shop.dailyCap,
    // The dispatcher ends what is deferred beyond its deadline, with the reason given here.
    deadlineAt: Number.MAX_SAFE_INTEGER,
  };
}

function withMore(facts: CustomerFacts, count: number, now: number): CustomerFacts {
  if (count === 0) return facts;
  return { ...facts, messagesAt: [...facts.messagesAt, ...Array<number>(count).fill(now)] };
}

function asVerdict(facts: CustomerFacts, rules: SendingRules, now: number): DispatchVerdict {
  const found = eligibilityOf(facts, rules, now);
  if (found.kind === 'out') return { kind: 'skip', reason: found.reason };
  if (found.dueAt <= now) return { kind: 'send' };
  return { kind: 'defer', untilMs: found.dueAt, reason: found.waitsFor ?? 'quiet-hours' };
}
