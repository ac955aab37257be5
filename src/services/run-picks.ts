import type { CampaignPicks } from '../domain/campaign/campaign.js';
import { popularityOfSales } from '../domain/recommender/pick-model.js';
import { concat, dayMs, type Sales } from '../domain/recommender/purchases.js';
import type { PickStore } from '../ports/pick-store.js';
import type { RunPicks } from '../ports/plan-preparer.js';
import { nowPopular } from './current-model.js';

interface Audience {
  readonly members: Int32Array;
  readonly asOf: number;
}

/** A campaign's wish for picks, with what sells among its audience where it asks for that. */
export async function runPicks(
  deps: { readonly pickFacts: Pick<PickStore, 'salesTo'> },
  picks: CampaignPicks | null,
  audience: Audience,
): Promise<RunPicks | null> {
  if (picks === null || picks.among === undefined) return picks;
  const sales = await audienceSales(deps, audience);
  return { ...picks, popularity: popularityOfSales(sales, nowPopular(audience.asOf)) };
}

const peoplePerPage = 5_000;
// Nine half-lives: what is older counts for less than a five-hundredth.
const countedDays = 126;

async function audienceSales(
  { pickFacts }: { readonly pickFacts: Pick<PickStore, 'salesTo'> },
  { members, asOf }: Audience,
): Promise<Sales> {
  const pages: Sales[] = [];
  const time = { from: asOf - countedDays * dayMs, until: asOf };
  for (let from = 0; from < members.length; from += peoplePerPage)
    pages.push(await pickFacts.salesTo([...members.subarray(from, from + peoplePerPage)], time));
  return {
    products: concat(pages.map((page) => page.products)),
    days: concat(pages.map((page) => page.days)),
    buyers: concat(pages.map((page) => page.buyers)),
  };
}
