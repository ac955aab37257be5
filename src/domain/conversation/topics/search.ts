import { foundRows, menuRows, personRows } from '../buttons.js';
import { type Said, type Topic, type Turn, turnOf } from '../topic.js';
import { opened } from './person.js';
import { cardLines, withPicture } from './picks.js';

const foundMax = 4;
const missesMax = 2;

/** What is no command is looked for among the products; found nowhere twice, it goes to a person. */
export const search: Topic<'search'> = {
  needs: ({ words }) => ({ search: words }),
  answer({ words }, said) {
    const { view, texts, state } = said;
    const cards = view.found.slice(0, foundMax);
    if (cards.length === 0) return missed(words, said);
    const shown = cards.map(({ sku }) => sku);
    const text = [texts.found(cards.length), ...cardLines(texts, cards)].join('\n');
    const rows = foundRows(texts, cards, view.hasStaff);
    const turn = turnOf({ view, state: { ...state, misses: 0, shown } }, text, rows, [
      { kind: 'searched', words },
    ]);
    return withPicture(turn, cards);
  },
};

function missed(words: string, said: Said): Turn {
  const { view, texts } = said;
  const misses = said.state.misses + 1;
  const state = { ...said.state, misses: misses % missesMax };
  const searched = { kind: 'searched', words } as const;
  if (!view.hasStaff)
    return turnOf({ view, state }, texts.notFound, menuRows(texts, view), [searched]);
  if (misses < missesMax)
    return turnOf({ view, state }, texts.notFoundYet, personRows(texts), [searched]);
  return opened({ ...said, state }, words, texts.handedOver);
}
