import { menuRows, personRows } from '../buttons.js';
import { type Topic, turnOf } from '../topic.js';

const reviewMax = 500;
const lowMax = 2;

export const rate: Topic<'rate'> = {
  needs: ({ of }) => ({ rating: of ?? 'last' }),
  answer({ rating }, said) {
    const { view, texts, state } = said;
    const subject = view.rating;
    if (subject === null) return turnOf(said, texts.nothingToRate, menuRows(texts, view));
    if (subject.rating !== null)
      return turnOf(said, texts.ratedBefore(subject.rating), menuRows(texts, view));
    const isLow = rating <= lowMax;
    const rows = isLow && view.hasStaff ? personRows(texts) : [];
    const next = { ...state, awaiting: 'review' as const, rated: subject.id };
    return turnOf({ view, state: next }, isLow ? texts.ratedLow : texts.rated, rows, [
      { kind: 'rate', of: subject.id, rating },
    ]);
  },
};

export const review: Topic<'review'> = {
  answer({ words }, { view, texts, state }) {
    const text = [...words.trim()].slice(0, reviewMax).join('');
    const of = state.rated;
    const next = { ...state, awaiting: null, rated: null };
    return turnOf(
      { view, state: next },
      texts.reviewed,
      menuRows(texts, view),
      of === null || text === '' ? [] : [{ kind: 'review', of, words: text }],
    );
  },
};
