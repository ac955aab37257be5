import { consentRows, menuRows, startAgainRows } from '../buttons.js';
import { linkLine } from '../texts/texts.js';
import { paragraphs, type Topic, turnOf } from '../topic.js';

export const start: Topic<'start'> = {
  answer(_, said) {
    const { view, texts, input, state } = said;
    const isAsked = view.consent !== 'granted';
    const text = paragraphs(
      texts.hello(view.shopName, view.customerName),
      linkLine(texts, input.kind === 'start' ? input.link : null, view.shopName),
      isAsked ? texts.askConsent(view.shopName) : texts.menu,
    );
    const rows = isAsked ? consentRows(texts) : menuRows(texts, view);
    const awaiting = isAsked ? ('consent' as const) : null;
    return turnOf({ view, state: { ...state, awaiting } }, text, rows);
  },
};

export const consent: Topic<'consent'> = {
  answer({ granted }, { view, texts, state }) {
    const text = granted ? texts.consentGiven : texts.consentRefused;
    const rows = menuRows(texts, { ...view, consent: granted ? 'granted' : 'withdrawn' });
    const answer = granted ? ('granted' as const) : ('declined' as const);
    return turnOf({ view, state: { ...state, awaiting: null } }, text, rows, [
      { kind: 'consent', answer },
    ]);
  },
};

export const stop: Topic<'stop'> = {
  answer(_, { view, texts, state }) {
    return turnOf(
      { view, state: { ...state, awaiting: null } },
      texts.stopped,
      startAgainRows(texts),
      [
        { kind: 'consent', answer: 'stopped' },
        { kind: 'record', interaction: 'unsubscribed' },
      ],
    );
  },
};
