import { bigrams, isHan } from '../catalogue/words.js';

/**
 * The terms of a text of any length: words of two characters or more in lower case, Chinese by pairs of
 * neighbouring characters, which need no dictionary.
 */
export function termsOf(text: string): string[] {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(\p{Script=Han}+)/gu, ' $1 ');
  return plain.split(/[^\p{L}\p{N}]+/u).flatMap((word) => {
    if (isHan(word)) return bigrams(word);
    return word.length < 2 ? [] : [word];
  });
}
