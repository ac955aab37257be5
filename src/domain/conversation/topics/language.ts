import { consentRows, languageRows, menuRows } from '../buttons.js';
import { textsIn } from '../texts/texts.js';
import { paragraphs, type Topic, turnOf } from '../topic.js';

export const language: Topic<'language'> = {
  answer: (_, said) => turnOf(said, said.texts.chooseLanguage, languageRows()),
};

export const setLanguage: Topic<'set-language'> = {
  answer({ language: chosen }, { state, view }) {
    const texts = textsIn[chosen];
    const isAsked = state.awaiting === 'consent';
    const text = paragraphs(
      texts.languageSet,
      isAsked ? texts.askConsent(view.shopName) : texts.menu,
    );
    const rows = isAsked ? consentRows(texts) : menuRows(texts, view);
    return turnOf({ state, view: { ...view, language: chosen } }, text, rows, [
      { kind: 'set-language', language: chosen },
    ]);
  },
};
