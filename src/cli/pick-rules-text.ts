import type { Campaign, CampaignPicks } from '../domain/campaign/campaign.js';
import { modelTitles } from '../domain/recommender/model-card.js';
import type { NeverException, PickRules } from '../domain/recommender/pick-rules.js';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** What a campaign's picks are, in a sentence for each thing asked; empty where nothing but a number is asked. */
export function pickRulesText({ picks }: Campaign): string[] {
  if (picks === null) return [];
  const said = [...wishesText(picks), ...(picks.rules ? rulesText(picks.rules) : [])];
  return said.length === 0 ? [] : [`${picks.count} for each customer`, ...said];
}

function wishesText({ model, among, of, repeatAfterDays }: CampaignPicks): string[] {
  const said: (string | false)[] = [
    model !== undefined && `by ${modelTitles[model]}`,
    among !== undefined && 'what sells now among its own audience',
    of !== undefined && `of ${of.map((kind) => kindNames[kind]).join(' and ')}`,
    repeatAfterDays !== undefined &&
      `what was bought, again after ${span(repeatAfterDays * dayMs)}`,
  ];
  return said.filter((each) => each !== false);
}

const kindNames = { product: 'goods', content: 'posts, articles and videos' };

function rulesText({ diversity, mostPerCategory, boost, coolDownMs, never }: PickRules): string[] {
  const said: (string | false)[] = [
    diversity > 0 && `${percent(diversity)} variety of categories, the rest what fits best`,
    mostPerCategory !== null && `at most ${mostPerCategory} of a category`,
    boost.margin > 0 && `what is all margin counts ${percent(boost.margin)} more`,
    boost.stock > 0 && `what is most in stock counts ${percent(boost.stock)} more`,
    coolDownMs !== null && `nothing that was shown within ${span(coolDownMs)}`,
    ...never.map(({ category, unless }) => `never ${category}${exceptionText(unless)}`),
  ];
  return said.filter((each) => each !== false);
}

function exceptionText(unless: NeverException | null): string {
  if (unless === null) return '';
  return unless.kind === 'age'
    ? `, but for customers known to be ${unless.years} or older`
    : `, but for customers whose ${unless.name} is ${String(unless.value)}`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function span(ms: number): string {
  return ms >= dayMs
    ? `${Number((ms / dayMs).toFixed(1))} days`
    : `${Number((ms / hourMs).toFixed(1))} hours`;
}
