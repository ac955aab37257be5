import type { Campaign } from '../domain/campaign/campaign.js';
import type { NeverException, PickRules } from '../domain/recommender/pick-rules.js';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** What a campaign's picks are, in a sentence for each thing asked; empty without picks or rules. */
export function pickRulesText({ picks }: Campaign): string[] {
  if (picks === null || picks.rules === undefined) return [];
  return [`${picks.count} for each customer`, ...rulesText(picks.rules)];
}

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
