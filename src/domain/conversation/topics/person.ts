import { menuRows, talkRows } from '../buttons.js';
import { type Said, type Topic, type Turn, turnOf } from '../topic.js';

/** A talk with a person of the staff is begun. @param words the first thing that person reads */
export function opened({ view, texts, state }: Said, words: string | null, text: string): Turn {
  return turnOf({ view, state: { ...state, awaiting: null } }, text, talkRows(texts), [
    { kind: 'open-talk', words },
  ]);
}

export const person: Topic<'person'> = {
  answer(_, said) {
    const { view, texts } = said;
    if (!view.hasStaff) return turnOf(said, texts.noStaff(view.shopName), menuRows(texts, view));
    if (view.talk !== null) return turnOf(said, texts.inTalk, talkRows(texts));
    return opened(said, null, texts.talkBegins);
  },
};

export const relay: Topic<'relay'> = {
  answer: ({ words }, { state }) => ({ state, reply: null, intents: [{ kind: 'relay', words }] }),
};

export const endTalk: Topic<'end-talk'> = {
  answer(_, said) {
    const { view, texts } = said;
    const rows = menuRows(texts, view);
    if (view.talk === null) return turnOf(said, texts.noTalk, rows);
    return turnOf(said, texts.talkEnded, rows, [{ kind: 'close-talk' }]);
  },
};
