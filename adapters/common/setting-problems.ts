import { z } from 'zod';
import { didYouMean } from '../../src/domain/suggest.js';
import type { OpenedChannel } from '../../src/ports/channel.js';

type Problems = Extract<OpenedChannel, { ok: false }>['problems'];

/**
 * What is wrong with an account's settings, key by key, in the words of shop.yaml's other mistakes.
 *
 * @param known the keys there are, or the schema that has them: to guess what a wrong one was meant to be
 */
export function settingProblems(
  issues: readonly z.core.$ZodIssue[],
  known: readonly string[] | z.ZodType,
): Problems {
  const keys = known instanceof z.ZodType ? keysOf(known) : known;
  return issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code !== 'unrecognized_keys') {
      return [{ path: path.join('.'), message: wordsOf(issue) }];
    }
    const meant = path.length === 0 ? keys : [];
    return issue.keys.map((key) => ({
      path: [...path, key].join('.'),
      message: `is not a known key${didYouMean(key, meant)}`,
    }));
  });
}

function keysOf(schema: z.core.$ZodType): readonly string[] {
  if (schema instanceof z.ZodPipe) return keysOf(schema.in);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

// zod's own words are for programmers; a schema's own are kept.
function wordsOf(issue: z.core.$ZodIssue): string {
  const { message } = issue;
  if (/received undefined$/.test(message)) return 'is missing';
  if (!/^(Invalid|Too (small|big))/.test(message)) return message;
  switch (issue.code) {
    case 'too_small':
      return `is less than ${issue.minimum}${lengthOf(issue.origin)}`;
    case 'too_big':
      return `is more than ${issue.maximum}${lengthOf(issue.origin)}`;
    case 'invalid_value':
      return `is not one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return issue.format === 'url' ? 'is not a web address' : 'is not in the right form';
    default:
      return message;
  }
}

function lengthOf(origin: string): string {
  if (origin === 'string') return ' letters long';
  return origin === 'array' ? ' entries long' : '';
}
