import { menuRows, whyRows } from '../buttons.js';
import { dayText } from '../last-day-text.js';
import { paragraphs, type Topic, turnOf } from '../topic.js';

export const why: Topic<'why'> = {
  needs: () => ({ why: true }),
  answer(_, said) {
    const { view, texts } = said;
    const reason = view.why;
    if (reason === null)
      return turnOf(said, texts.nothingSent(view.shopName), menuRows(texts, view));
    const { sentAt, consentAt, products, chosenBy } = reason;
    const lines = products.map(texts.productBecause);
    const text = paragraphs(
      texts.sentOn(dayText(sentAt, view)),
      consentAt === null ? null : texts.agreedOn(dayText(consentAt, view)),
      chosenBy.length === 0
        ? texts.chosenAll
        : texts.chosenBy(chosenBy.map((ground) => texts.grounds[ground])),
      lines.length === 0 ? null : [texts.productsBecause, ...lines].join('\n'),
      texts.howToStop,
    );
    return turnOf(said, text, whyRows(texts));
  },
};
