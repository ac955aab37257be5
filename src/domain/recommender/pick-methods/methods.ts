import { hybridPicks } from './blend-method.js';
import { buyAgainPicks } from './buy-again-method.js';
import { bprPicks, ialsPicks } from './factor-methods.js';
import { demographicPicks, userKnnPicks } from './people-methods.js';
import type { PickMethod, PickModelName } from './pick-method.js';
import { popularityPicks, recentPopularityPicks } from './popularity-methods.js';
import { rulesPicks } from './rules-method.js';
import {
  contentPicks,
  easePicks,
  itemKnnPicks,
  rp3betaPicks,
  sessionPicks,
  slimPicks,
} from './similarity-methods.js';

const methods: Readonly<Record<PickModelName, PickMethod<object>>> = {
  'item-knn': itemKnnPicks,
  rp3beta: rp3betaPicks,
  ease: easePicks,
  hybrid: hybridPicks,
  slim: slimPicks,
  'user-knn': userKnnPicks,
  ials: ialsPicks,
  bpr: bprPicks,
  rules: rulesPicks,
  content: contentPicks,
  demographic: demographicPicks,
  session: sessionPicks,
  'personal-frequency': buyAgainPicks,
  'recent-popularity': recentPopularityPicks,
  popularity: popularityPicks,
};

/** Whoever asks must hand back what the method itself has learnt. */
export function pickMethod(name: PickModelName): PickMethod<object> {
  return methods[name];
}
