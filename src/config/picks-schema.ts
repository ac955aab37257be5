import { z } from 'zod';
import type { CampaignPicks } from '../domain/campaign/campaign.js';
import { pickModelNames } from '../domain/recommender/pick-methods/pick-method.js';
import type { NeverException } from '../domain/recommender/pick-rules.js';
import { dayMs } from '../domain/recommender/purchases.js';
import { duration } from './duration.js';

const fraction = (message: string) => z.number(message).min(0, message).max(1, message);

const unless = z
  .strictObject({
    attribute: z
      .string()
      .min(1)
      .optional()
      .describe('one of the shop’s own facts about a customer'),
    is: z.union([z.string(), z.number(), z.boolean()]).optional(),
    age: z
      .int()
      .min(1)
      .max(120)
      .optional()
      .describe('years, by the birthday; not known is not enough'),
  })
  .transform(({ attribute, is, age }, context): NeverException => {
    if (age !== undefined && attribute === undefined && is === undefined)
      return { kind: 'age', years: age };
    if (age === undefined && attribute !== undefined && is !== undefined)
      return { kind: 'attribute', name: attribute, value: is };
    const message = 'is not { age: 18 } or { attribute: NAME, is: VALUE }';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

// A bit for each rule in a 32-bit number.
const mostRules = 30;

export const picksSchema = z
  .strictObject({
    count: z.int().min(1).max(20),
    model: z
      .enum(pickModelNames)
      .optional()
      .describe('how they are picked; the one that serves the shop best unless given'),
    among: z
      .literal('audience')
      .optional()
      .describe('what sells now among the campaign’s own segment, instead of a model'),
    of: z
      .enum(['products', 'content', 'both'])
      .optional()
      .describe('content: posts, articles and videos, by who looked at them and liked them'),
    repeat_after: duration
      .optional()
      .describe('what was bought is picked again after so long; never unless given'),
    diversity: fraction('is not a number from 0 to 1')
      .optional()
      .describe('0: the best ones; 1: as different as can be'),
    most_per_category: z.int().min(1).max(20).optional(),
    boost: z
      .strictObject({
        margin: fraction('is not a number from 0 to 1').default(0),
        stock: fraction('is not a number from 0 to 1').default(0),
      })
      .optional()
      .describe('what earns more, or lies in stock, counts up to so much more'),
    cool_down: duration.optional().describe('what was shown is not picked again for so long'),
    never: z
      .array(z.strictObject({ category: z.string().min(1), unless: unless.optional() }))
      .max(mostRules)
      .optional()
      .describe('categories that are kept from everybody, or from all but some'),
  })
  .check(({ value, issues }) => {
    if (value.among === undefined || value.model === undefined) return;
    const message =
      'is not asked where picks are what sells among the audience: leave out one of the two';
    issues.push({ code: 'custom', path: ['model'], message, input: value.model });
  });

export type PicksFile = z.output<typeof picksSchema>;

const kinds = {
  products: ['product'],
  content: ['content'],
  both: ['product', 'content'],
} as const;

/** A file that names only a count has no rules: its picks are the model's, and earlier versions read alike. */
export function toPicks(file: PicksFile): CampaignPicks {
  const { count, model, among, of, repeat_after: repeatAfterMs, ...asked } = file;
  const picks = {
    count,
    ...(model && { model }),
    ...(among && { among }),
    ...(of && { of: kinds[of] }),
    ...(repeatAfterMs !== undefined && { repeatAfterDays: repeatAfterMs / dayMs }),
  };
  if (Object.values(asked).every((each) => each === undefined)) return picks;
  return {
    ...picks,
    rules: {
      diversity: asked.diversity ?? 0,
      mostPerCategory: asked.most_per_category ?? null,
      boost: asked.boost ?? { margin: 0, stock: 0 },
      coolDownMs: asked.cool_down ?? null,
      never: (asked.never ?? []).map((rule) => ({
        category: rule.category,
        unless: rule.unless ?? null,
      })),
    },
  };
}
