import { eligibilityOf, localeFor } from '../domain/campaign/eligibility.js';
import type { Pick as ProductPick } from '../domain/recommender/pick.js';
import type { EligibilityStore } from '../ports/eligibility-store.js';
import type {
  Candidate,
  Preparation,
  PreparedCustomers,
  RunPicks,
} from '../ports/plan-preparer.js';

export interface PreparingDeps {
  readonly eligibility: Pick<EligibilityStore, 'facts'>;
  /** As `pickProducts`, its own parts given. */
  readonly pickProducts: (
    input: RunPicks & { readonly customerIds: readonly number[]; readonly asOf: number },
  ) => Promise<ReadonlyMap<number, readonly ProductPick[]>>;
}

type Route = Omit<Candidate, 'picks'>;

const noPicks = '[]';

/** Who of these customers may be written to, where, when and with which picks; reads only. */
export async function prepareCustomers(
  deps: PreparingDeps,
  preparation: Preparation,
  customerIds: readonly number[],
): Promise<PreparedCustomers> {
  const leftOut: PreparedCustomers['leftOut'][number][] = [];
  const routes = await routesAmong(deps, preparation, customerIds, leftOut);
  const picks = await picksFor(deps, preparation, routes);
  const candidates: Candidate[] = [];
  for (const route of routes) {
    const { customerId } = route;
    if (picks === null) {
      candidates.push({ ...route, picks: noPicks });
      continue;
    }
    const own = picks.get(customerId) ?? [];
    if (own.length === 0) leftOut.push({ customerId, reason: 'no-picks', detail: null });
    else candidates.push({ ...route, picks: JSON.stringify(own) });
  }
  return { candidates, leftOut };
}

async function routesAmong(
  deps: PreparingDeps,
  { rules, locales, startAt }: Preparation,
  customerIds: readonly number[],
  leftOut: PreparedCustomers['leftOut'][number][],
): Promise<Route[]> {
  if (customerIds.length === 0) return [];
  const facts = await deps.eligibility.facts({ customerIds, topic: rules.topic, now: startAt });
  return customerIds.flatMap((customerId) => {
    const own = facts.get(customerId);
    if (own === undefined) {
      leftOut.push({ customerId, reason: 'erased', detail: null });
      return [];
    }
    const found = eligibilityOf(own, rules, startAt);
    if (found.kind === 'out') {
      leftOut.push({ customerId, reason: found.reason, detail: found.detail });
      return [];
    }
    const { identityId, channelAccount } = found.route;
    const locale = localeFor([found.route.locale, own.locale], locales);
    return [{ customerId, identityId, channelAccount, locale, dueAt: found.dueAt }];
  });
}

/** @returns null if the campaign has no picks */
async function picksFor(
  { pickProducts }: PreparingDeps,
  { picks, asOf }: Preparation,
  routes: readonly Route[],
): Promise<ReadonlyMap<number, readonly ProductPick[]> | null> {
  if (picks === null) return null;
  const customerIds = routes.map((route) => route.customerId);
  if (customerIds.length === 0) return new Map();
  return pickProducts({ customerIds, ...picks, asOf });
}
