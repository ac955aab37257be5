// How customers' words are held against a catalogue's: width, case, plural and punctuation make no difference.

const han = /\p{Script=Han}/u;

/** One writing for a name or a word of it: `Women’s SHOES` → `women's shoe`. */
export function foldedName(text: string): string {
  return foldedWords(text).join(' ');
}

/** The words of a text, each in the singular; a run of Chinese characters is one word. */
export function foldedWords(text: string): string[] {
  const plain = text
    .slice(0, 300)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/(\p{Script=Han}+)/gu, ' $1 ');
  return plain.split(/[^\p{L}\p{N}']+/u).flatMap((word) => {
    const bare = word.replace(/^'+|'+$/g, '');
    return bare === '' ? [] : [singular(bare)];
  });
}

export function isHan(word: string): boolean {
  return han.test(word);
}

/** Pairs of neighbouring characters; a single character stands for itself. */
export function bigrams(word: string): string[] {
  const characters = [...word];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, at) => `${characters[at]}${character}`);
}

// Not grammar: both sides are folded alike, so that it only has to join what belongs together.
function singular(word: string): string {
  if (word.length < 4 || !/^[a-z']+$/.test(word)) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ss|x|zz|ch|sh)es$/.test(word)) return word.slice(0, -2);
  return /[^su]s$/.test(word) ? word.slice(0, -1) : word;
}
