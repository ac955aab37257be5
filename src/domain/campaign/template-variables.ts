import { didYouMean } from '../suggest.js';

interface Group {
  readonly [key: string]: string | Group | readonly [Group];
}

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
    worth: 'what it takes off: 15%, £5.00',
    minimum: 'smallest basket it is good for; not there if any will do',
    until: 'its last day, written for the language',
  },
  links: { shop: 'the same as shop.link' },
};

// `size`, `first` and `last` are Liquid's own, on any list or text.
const everywhere = ['size', 'first', 'last'];

/** @returns what is wrong with a variable, or null. `pick` is known in a loop, or where each pick has its own button. */
export function variableProblem(
  path: readonly (string | number)[],
  hasPick: boolean,
): string | null {
  const root: Group = hasPick ? { ...templateVariables, pick } : templateVariables;
  let known: Group | string | readonly [Group] = root;
  const seen: string[] = [];
  for (const part of path) {
    if (typeof known === 'string' || everywhere.includes(String(part))) return null;
    if (isList(known)) {
      if (typeof part === 'string') return `picks is a list: say picks[0].${part}, or loop over it`;
      known = known[0];
      continue;
    }
    const next: Group | string | readonly [Group] | undefined = known[String(part)];
    if (next === undefined) return unknownVariable([...seen, String(part)], Object.keys(known));
    seen.push(String(part));
    known = next;
  }
  return null;
}

function isList(known: Group | string | readonly [Group]): known is readonly [Group] {
  return Array.isArray(known);
}

function unknownVariable(path: readonly string[], candidates: readonly string[]): string {
  const word = path.at(-1) ?? '';
  return `there is no variable "${path.join('.')}"${didYouMean(word, candidates)}`;
}
