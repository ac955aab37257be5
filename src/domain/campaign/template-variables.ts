import { didYouMean } from '../suggest.js';

interface Group {
  readonly [key: string]: Known;
}

type Known = string | Group | readonly [Group];

const pick: Group = {
  name: 'the product, as the shop calls it',
  sku: "the shop's own number of it",
  category: 'its category',
  price: 'its price today, written for the language',
  image: 'URL of its picture',
  link: 'tracked link to its page',
  reason: 'why it was picked, as a phrase',
};

/** Everything a message may speak of, in Liquid. A list holds what each of its entries has. */
const templateVariables: Group = {
  customer: { name: 'full name', first_name: 'first word of it' },
  shop: { name: "the shop's name", link: "tracked link to the shop's page" },
  picks: [pick],
  coupon: {
    code: 'the code, in groups',
    name: "the promotion's name in this language",
    worth: 'what it takes off, or what it is: 15%, £5, free shipping',
    offer: 'the whole of it: 15% off from £20',
    minimum: 'smallest basket it is good for; not there if any will do',
    until: 'its last day, written for the language',
  },
  links: { shop: 'the same as shop.link' },
};

/** @returns what is wrong with a variable, or null. `pick` is known in a loop, or where each pick has its own button. */
export function variableProblem(
  path: readonly (string | number)[],
  hasPick: boolean,
): string | null {
  const root: Group = hasPick ? { ...templateVariables, pick } : templateVariables;
  let known: Known = root;
  const seen: string[] = [];
  for (const part of path) {
    if (isLiquids(known, part)) return null;
    if (isList(known)) {
      if (!isEntry(part)) return `picks is a list: say picks[0].${part}, or loop over it`;
      known = known[0];
      continue;
    }
    const group: Group = typeof known === 'string' ? {} : known;
    const next = Object.hasOwn(group, part) ? group[part] : undefined;
    if (next === undefined) return unknownVariable([...seen, String(part)], Object.keys(group));
    seen.push(String(part));
    known = next;
  }
  return null;
}

/** How long a list or a text is, and a text's single characters, Liquid knows by itself. */
function isLiquids(known: Known, part: string | number): boolean {
  if (typeof known === 'string') return part === 'size' || typeof part === 'number';
  return part === 'size' && isList(known);
}

function isEntry(part: string | number): boolean {
  return typeof part === 'number' || part === 'first' || part === 'last';
}

function isList(known: Known): known is readonly [Group] {
  return Array.isArray(known);
}

function unknownVariable(path: readonly string[], candidates: readonly string[]): string {
  const word = path.at(-1) ?? '';
  return `there is no variable "${path.join('.')}"${didYouMean(word, candidates)}`;
}
