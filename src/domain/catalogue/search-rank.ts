import { bigrams, foldedName, foldedWords, isHan } from './words.js';

/** What a search looks at. */
export interface SearchedProduct {
  readonly productId: number;
  readonly sku: string;
  readonly name: string;
  readonly category: string | null;
  readonly brand: string | null;
}

// Words that say that something is wanted, not what.
const filler = new Set(
  'a an and any are can could do for have i in is it looking me my need of on one or please sell show some something the to want with you your'.split(
    ' ',
  ),
);
const hanFiller =
  /^(?:请问|我想要|我想买|我要|我想|想要|想买|有没有|你们有|有|找|买)+|(?:吗|呢|么|的)+$/g;

/** Pieces to look for: words in the singular, Chinese by pairs of characters. At most twelve, each once. */
export function searchTerms(said: string): string[] {
  const terms = foldedWords(said).flatMap((word) => {
    if (!isHan(word)) return filler.has(word) ? [] : [word];
    return bigrams(word.replace(hanFiller, ''));
  });
  return [...new Set(terms)].slice(0, 12);
}

interface Ranked<Product> {
  readonly product: Product;
  readonly score: number;
}

/** Best first: the article number itself, then how many of the terms a product has, name before category and brand. */
export function rankFound<Product extends SearchedProduct>(
  said: string,
  products: readonly Product[],
): Product[] {
  const terms = searchTerms(said);
  const whole = foldedName(said);
  const ranked = products.map(
    (product): Ranked<Product> => ({
      product,
      score: scoreOf(product, terms, whole),
    }),
  );
  return ranked
    .filter(({ score }) => score >= 0.5)
    .sort((a, b) => b.score - a.score || a.product.productId - b.product.productId)
    .map(({ product }) => product);
}

/** @returns below 0.5 where less than half of what was said is there */
function scoreOf(product: SearchedProduct, terms: readonly string[], whole: string): number {
  if (foldedName(product.sku) === whole) return 100;
  if (terms.length === 0) return 0;
  const name = foldedName(product.name);
  const about = foldedName(`${product.category ?? ''} ${product.brand ?? ''}`);
  const weights: number[] = terms.map((term) => {
    if (has(name, term)) return 1;
    return has(about, term) ? 0.9 : 0;
  });
  const share = weights.reduce((sum, weight) => sum + weight, 0) / terms.length;
  return name === whole ? share + 10 : share;
}

// The database finds by parts of words; a "hat" is not what "that" is about.
function has(text: string, term: string): boolean {
  return isHan(term) ? text.includes(term) : ` ${text} `.includes(` ${term} `);
}
