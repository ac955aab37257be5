import type { CustomerFacts } from './customer-facts.js';
import { matches } from './evaluate.js';
import { type ExplanationContext, factText } from './fact-text.js';
import { ruleNamed } from './references.js';
import type { SegmentRule } from './rule.js';

/** Why a person is in a segment or not: the rule's own shape, each leaf with what is known of the person. */
export interface Explanation {
  readonly matches: boolean;
  /** A fact about the person (`bought 3 × bags for £61.20 in the last 90 days`), true whether or not it matches. */
  readonly text: string;
  readonly parts: readonly Explanation[];
}

const headings = { all: 'all of', any: 'any of' } as const;

export function explain(
  rule: SegmentRule,
  facts: CustomerFacts,
  context: ExplanationContext,
): Explanation {
  const isMatch = matches(rule, facts, context);
  switch (rule.kind) {
    case 'all':
    case 'any': {
      const parts = rule.rules.map((each) => explain(each, facts, context));
      return { matches: isMatch, text: headings[rule.kind], parts };
    }
    case 'not':
      return { matches: isMatch, text: 'not', parts: [explain(rule.rule, facts, context)] };
    case 'segment': {
      const inner = explain(ruleNamed(rule.name, context.named), facts, context);
      const text = `${isMatch ? 'in' : 'not in'} segment ${rule.name}`;
      return { matches: isMatch, text, parts: [inner] };
    }
    default:
      return { matches: isMatch, text: factText(rule, facts, context), parts: [] };
  }
}

/** The facts that decided, in the order of the rule, each once. */
export function reasonsOf(explanation: Explanation): string[] {
  const { parts, text } = explanation;
  if (parts.length === 0) return [text];
  // Of "any", one true part is enough and all false ones are needed; of "all" the other way round.
  const deciding =
    text === headings.all || text === headings.any
      ? parts.filter((part) => part.matches === explanation.matches)
      : parts;
  return [...new Set(deciding.flatMap(reasonsOf))];
}
