import type { z } from 'zod';
import { didYouMean } from '../../src/domain/suggest.js';
import type { OpenedChannel } from '../../src/ports/channel.js';

type Problems = Extract<OpenedChannel, { ok: false }>['problems'];

/**
 * What is wrong with an account's settings, key by key, in the words of shop.yaml's other mistakes.
 *
 * @param known the keys there are, to guess what a wrong one was meant to be
 */
export function settingProblems(
  issues: readonly z.core.$ZodIssue[],
  known: readonly string[],
): Problems {
  return issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code !== 'unrecognized_keys') {
      return [{ path: path.join('.'), message: wordsOf(issue.message) }];
    }
    return issue.keys.map((key) => ({
      path: [...path, key].join('.'),
      message: `is not a known key${didYouMean(key, known)}`,
    }));
  });
}

// zod's own words for a key that is not there are for programmers.
function wordsOf(message: string): string {
  return /received undefined$/.test(message) ? 'is missing' : message;
}
