import { menuRows, pickRows } from '../buttons.js';
import type { ConversationState } from '../state.js';
import type { Texts } from '../texts/phrases.js';
import { type Intent, paragraphs, type Said, type Topic, type Turn, turnOf } from '../topic.js';
import type { ProductCard } from '../view.js';

const pageSize = 3;
const pageMax = 4;

export const picks: Topic<'picks'> = {
  // One more than shown tells whether there are others.
  needs: ({ more }, state) => ({ pickCount: (more ? seenCount(state) : 0) + pageSize + 1 }),
  answer({ more }, said) {
    const { view, texts, state } = said;
    const seen = more ? seenOf(said) : [];
    const fresh = view.picks.filter(({ sku }) => !seen.includes(sku));
    const page = more ? Math.max(state.picksPage, 1) + 1 : 1;
    const cards = page > pageMax ? [] : fresh.slice(0, pageSize);
    const picksPage = Math.min(page, pageMax);
    if (cards.length === 0) {
      const text = more ? texts.noMorePicks : texts.noPicks;
      return turnOf({ view, state: { ...state, picksPage } }, text, menuRows(texts, view));
    }
    const shown = [...seen, ...cards.map(({ sku }) => sku)];
    const hasMore = fresh.length > pageSize && page < pageMax;
    return showing({ ...said, state: { ...state, picksPage, shown } }, texts.picks, cards, hasMore);
  },
};

export const similar: Topic<'similar'> = {
  needs: ({ sku }, { shown }) => ({ similarTo: { sku, except: shown } }),
  answer({ sku }, said) {
    const { view, texts, state } = said;
    const found = view.similar;
    const cards = found?.cards.slice(0, pageSize) ?? [];
    const intents: Intent[] = found === null ? [] : [{ kind: 'judge', verdict: 'like', sku }];
    if (found === null || cards.length === 0)
      return turnOf({ view, state }, texts.noSimilar, menuRows(texts, view), intents);
    const next = { ...state, shown: cards.map((card) => card.sku) };
    const title = texts.similarTo(found.name);
    return { ...showing({ ...said, state: next }, title, cards, false), intents };
  },
};

export const notThis: Topic<'not-this'> = {
  // The one that is refused may be among them.
  needs: (_, state) => ({ pickCount: seenCount(state) + 2 }),
  answer({ sku }, said) {
    const { view, texts, state } = said;
    const seen = [...seenOf(said), sku];
    const [next] = view.picks.filter((card) => !seen.includes(card.sku));
    const intents: Intent[] = [{ kind: 'judge', verdict: 'dislike', sku }];
    if (next === undefined)
      return turnOf(
        { view, state },
        paragraphs(texts.notThis, texts.noMorePicks),
        menuRows(texts, view),
        intents,
      );
    const shown = [next.sku];
    const instead = paragraphs(texts.notThis, texts.instead);
    return { ...showing({ ...said, state: { ...state, shown } }, instead, [next], true), intents };
  },
};

/** Products with numbers, which stay the same as long as `shown` grows. */
function showing(
  { view, texts, state }: Said,
  title: string,
  cards: readonly ProductCard[],
  hasMore: boolean,
): Turn {
  const first = state.shown.length - cards.length + 1;
  const text = [title, ...cardLines(texts, cards, first)].join('\n');
  const turn = turnOf({ view, state }, text, pickRows(texts, cards, hasMore, first));
  return withPicture(turn, cards);
}

/** A product that is shown alone comes with its picture; a list stays a list. */
export function withPicture(turn: Turn, cards: readonly ProductCard[]): Turn {
  const [card, ...others] = cards;
  if (card === undefined || card.imageUrl === null || others.length > 0 || turn.reply === null)
    return turn;
  const picture = { kind: 'image' as const, url: card.imageUrl, alt: card.name };
  return { ...turn, reply: { ...turn.reply, blocks: [picture, ...turn.reply.blocks] } };
}

export function cardLines(texts: Texts, cards: readonly ProductCard[], first = 1): string[] {
  return cards.map((card, at) => texts.product(card, first + at));
}

function seenCount({ shown }: ConversationState): number {
  return Math.max(shown.length, pageSize);
}

// "Others" before any were asked for: those that a campaign's message showed are the first page.
function seenOf({ state, view }: Said): readonly string[] {
  return state.shown.length > 0 ? state.shown : view.picks.slice(0, pageSize).map(({ sku }) => sku);
}
