import { menuRows } from '../buttons.js';
import { paragraphs, type Topic, turnOf } from '../topic.js';

export const help: Topic<'help'> = {
  answer(_, said) {
    const { view, texts } = said;
    const text = paragraphs(texts.help(view.shopName), view.hasStaff ? texts.helpPerson : null);
    return turnOf(said, text, menuRows(texts, view));
  },
};

export const unknown: Topic<'unknown'> = {
  answer(_, said) {
    const { view, texts } = said;
    const text = paragraphs(texts.notUnderstood, texts.help(view.shopName));
    return turnOf(said, text, menuRows(texts, view));
  },
};
