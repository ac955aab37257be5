import { menuRows, personRows } from '../buttons.js';
import { type Topic, turnOf } from '../topic.js';

export const link: Topic<'link'> = {
  needs: () => ({ linkCode: true }),
  answer(_, said) {
    const { view, texts } = said;
    const text = view.linkCode === null ? texts.codes['wrong-code'] : texts.linkCode(view.linkCode);
    return turnOf(said, text, menuRows(texts, view));
  },
};

export const enterCode: Topic<'enter-code'> = {
  answer(_, said) {
    const { view, texts } = said;
    const outcome = view.codeOutcome ?? 'wrong-code';
    const rows =
      outcome === 'two-customers' && view.hasStaff ? personRows(texts) : menuRows(texts, view);
    return turnOf(said, texts.codes[outcome], rows);
  },
};

export const unlink: Topic<'unlink'> = {
  needs: () => ({ otherChats: true }),
  answer(_, said) {
    const { view, texts } = said;
    const rows = menuRows(texts, view);
    if (view.otherChats === 0) return turnOf(said, texts.nothingToUnlink, rows);
    return turnOf(said, texts.unlinked, rows, [{ kind: 'unlink' }]);
  },
};
