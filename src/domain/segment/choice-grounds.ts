import type { ChoiceGround } from '../conversation/view.js';
import type { ProfileFigureName, SegmentRule } from './rule.js';

const figureGrounds: Readonly<Record<ProfileFigureName, ChoiceGround>> = {
  recencyDays: 'recency',
  inactiveDays: 'recency',
  customerDays: 'new',
  purchaseCount: 'purchases',
  unitCount: 'purchases',
  activeDays: 'behaviour',
  recencyScore: 'recency',
  frequencyScore: 'purchases',
  monetaryScore: 'spending',
  monetaryMinor: 'spending',
  averageBasketMinor: 'spending',
  priceLevel: 'spending',
  discountSharePercent: 'spending',
  visitCount: 'behaviour',
  bestHour: 'behaviour',
  bestWeekday: 'behaviour',
  alivePercent: 'purchases',
  expectedPurchases: 'purchases',
  lifetimeValueMinor: 'spending',
};

/** What of a person a rule looks at, for the person to read: each once, in the rule's order. */
export function choiceGroundsOf(
  rule: SegmentRule,
  named: Readonly<Record<string, SegmentRule>>,
): ChoiceGround[] {
  return [...new Set(groundsIn(rule, named))];
}

function groundsIn(
  rule: SegmentRule,
  named: Readonly<Record<string, SegmentRule>>,
): ChoiceGround[] {
  switch (rule.kind) {
    case 'all':
    case 'any':
      return rule.rules.flatMap((each) => groundsIn(each, named));
    case 'not':
      return groundsIn(rule.rule, named);
    case 'segment': {
      // A version holds no segment that holds itself.
      const inner = named[rule.name];
      return inner === undefined ? [] : groundsIn(inner, named);
    }
    case 'figure':
      return [figureGrounds[rule.figure]];
    case 'rfm':
      return ['recency', 'purchases'];
    case 'did':
      return rule.did === 'purchase' && rule.products === null && rule.followUp === undefined
        ? ['recency']
        : ['behaviour'];
    case 'cluster':
      return ['purchases', 'spending'];
    case 'interest':
    case 'prefers-channel':
      return ['behaviour'];
    case 'attribute':
      return ['facts'];
    case 'field':
      return [rule.field === 'locale' ? 'language' : 'membership'];
    case 'birthday':
    case 'age':
      return ['birthday'];
    // Everybody who is written to has agreed and has a chat.
    case 'everyone':
    case 'consent':
    case 'channel':
      return [];
    default:
      return rule satisfies never;
  }
}
