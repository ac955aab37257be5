import { childrenOf } from '../domain/segment/references.js';
import type { NamedRules, ProductFilter, SegmentRule } from '../domain/segment/rule.js';
import { didYouMean } from '../domain/suggest.js';
import type { SegmentStore, WordMatter } from '../ports/segment-store.js';

interface Asked {
  readonly segment: string;
  readonly matter: WordMatter;
  readonly words: readonly string[];
}

// A shop with more words than this has none "unknown" to us: the store tells only so many.
const tellable = 5_000;

/**
 * Warnings about values that a segment asks for and that no customer or product of this shop has. Not errors:
 * tomorrow's import may bring them.
 */
export async function checkSegmentWords(
  deps: { readonly segments: Pick<SegmentStore, 'words'> },
  named: NamedRules,
): Promise<string[]> {
  const known = new Map<string, readonly string[]>();
  const warnings: string[] = [];
  const asked = [...named].flatMap(([segment, rule]) => askedBy(segment, rule));
  for (const { segment, matter, words } of asked) {
    const key = JSON.stringify(matter);
    const there = known.get(key) ?? (await deps.segments.words(matter));
    known.set(key, there);
    if (there.length >= tellable) continue;
    for (const word of words.filter((each) => !there.includes(each)))
      warnings.push(`${segment}: ${nobodyHas(matter)} "${word}"${didYouMean(word, there)}`);
  }
  return [...new Set(warnings)];
}

function nobodyHas(matter: WordMatter): string {
  return matter.kind === 'attribute'
    ? `no customer has the ${matter.name}`
    : `no product has the ${matter.kind}`;
}

function askedBy(segment: string, rule: SegmentRule): Asked[] {
  if (rule.kind === 'attribute')
    return [{ segment, matter: { kind: 'attribute', name: rule.name }, words: rule.values ?? [] }];
  if (rule.kind === 'did') {
    return [rule.products, rule.followUp?.products ?? null].flatMap((filter) =>
      askedByFilter(segment, filter),
    );
  }
  return childrenOf(rule).flatMap((child) => askedBy(segment, child));
}

function askedByFilter(segment: string, filter: ProductFilter | null): Asked[] {
  const { categories = [], brands = [], skus = [] } = filter ?? {};
  const asked: Asked[] = [
    { segment, matter: { kind: 'category' }, words: categories },
    { segment, matter: { kind: 'brand' }, words: brands },
    { segment, matter: { kind: 'sku' }, words: skus },
  ];
  return asked.filter(({ words }) => words.length > 0);
}
