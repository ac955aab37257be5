import { foldedName, foldedWords, isHan } from './words.js';

/** A part of the catalogue that a customer named. */
export interface Interest {
  /** word: products whose name has it. */
  readonly by: 'category' | 'brand' | 'tag' | 'word';
  /** As the catalogue writes it; a word folded. */
  readonly name: string;
}

/** What of a product decides whether it belongs to an interest. */
export interface ShelfItem {
  readonly productId: number;
  readonly name: string;
  readonly category: string | null;
  readonly brand: string | null;
  readonly tags: readonly string[];
}

export interface NamedInterests {
  readonly found: readonly Interest[];
  /** Pieces that nothing in the catalogue is called. */
  readonly unknown: readonly string[];
}

/** What the catalogue can be divided by, folded once for many questions. */
export interface Vocabulary {
  readonly names: readonly { readonly interest: Interest; readonly folded: string }[];
  /** Folded words of product names. */
  readonly words: ReadonlySet<string>;
  /** Folded product names that have Chinese characters. */
  readonly hanNames: readonly string[];
}

export function vocabularyOf(shelf: readonly ShelfItem[]): Vocabulary {
  const names = new Map<string, Vocabulary['names'][number]>();
  const add = (by: Interest['by'], name: string | null) => {
    if (name === null || name.trim() === '') return;
    const folded = foldedName(name);
    names.set(`${by} ${folded}`, { interest: { by, name }, folded });
  };
  for (const { category, brand, tags } of shelf) {
    add('category', category);
    add('brand', brand);
    for (const tag of tags) add('tag', tag);
  }
  const folded = shelf.map(({ name }) => foldedName(name));
  return {
    names: [...names.values()],
    words: new Set(folded.flatMap((name) => name.split(' '))),
    hanNames: folded.filter(isHan),
  };
}

/** `shoes and red hats`, `鞋子、帽子` → what the catalogue calls so. A category goes before a brand, a tag, a word. */
export function namedInterests(said: string, vocabulary: Vocabulary): NamedInterests {
  // A name may have an "and" of its own.
  const whole = foldedName(said);
  const called = vocabulary.names.filter(({ folded }) => folded === whole);
  if (called.length > 0) return { found: interestsCalled(whole, vocabulary), unknown: [] };
  const pieces = said
    .split(/\s*(?:,|&|\/|、|，|和|或|\band\b|\bor\b)\s*/i)
    .map((piece) => foldedName(piece))
    .filter((piece) => piece !== '');
  const found = pieces.map((piece) => interestsCalled(piece, vocabulary));
  return {
    found: found.flat(),
    unknown: pieces.filter((_, at) => found[at]?.length === 0),
  };
}

const order = { category: 0, brand: 1, tag: 2, word: 3 } as const;

function interestsCalled(piece: string, { names, words, hanNames }: Vocabulary): Interest[] {
  const near = names.filter(({ folded }) => isPartOf(piece, folded));
  const exact = near.filter(({ folded }) => folded === piece);
  // What is called exactly so decides whether it is a category; "Women's shoes" are shoes too.
  const kind = kindOf(exact.length > 0 ? exact : near);
  if (kind !== null)
    return near.flatMap(({ interest }) => (interest.by === kind ? [interest] : []));
  const isInNames = isHan(piece)
    ? hanNames.some((name) => name.includes(piece))
    : piece.split(' ').every((word) => words.has(word));
  return isInNames ? [{ by: 'word', name: piece }] : [];
}

// "shoes" is all shoe categories, but not also every brand that has the word.
function kindOf(matches: Vocabulary['names']): Interest['by'] | null {
  const kinds = matches.map(({ interest }) => interest.by).sort((a, b) => order[a] - order[b]);
  return kinds[0] ?? null;
}

/** Whole words of the name; of Chinese, which has no gaps, any part. */
function isPartOf(piece: string, folded: string): boolean {
  if (isHan(piece)) return folded.includes(piece) || (folded.length > 1 && piece.includes(folded));
  const words = new Set(folded.split(' '));
  return piece.split(' ').every((word) => words.has(word));
}

export function isOfInterest(item: ShelfItem, { by, name }: Interest): boolean {
  if (by === 'word') return hasWords(item.name, name);
  const wanted = foldedName(name);
  if (by === 'tag') return item.tags.some((tag) => foldedName(tag) === wanted);
  const own = item[by];
  return own !== null && foldedName(own) === wanted;
}

function hasWords(productName: string, piece: string): boolean {
  if (isHan(piece)) return foldedName(productName).includes(piece);
  const words = new Set(foldedWords(productName));
  return piece.split(' ').every((word) => words.has(word));
}

/** A stored list; what cannot be understood is left out. */
export function interestsOf(stored: unknown): Interest[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((each: unknown) => {
    const { by, name } = (each ?? {}) as Record<string, unknown>;
    return typeof by === 'string' && Object.hasOwn(order, by) && typeof name === 'string'
      ? [{ by: by as Interest['by'], name }]
      : [];
  });
}
