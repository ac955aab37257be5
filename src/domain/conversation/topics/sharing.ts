import { menuRows } from '../buttons.js';
import { paragraphs, type Topic, turnOf } from '../topic.js';

export const share: Topic<'share'> = {
  needs: () => ({ share: true }),
  answer(_, said) {
    const { view, texts } = said;
    const link = view.share?.link ?? null;
    const menu = menuRows(texts, view);
    if (link === null) return turnOf(said, texts.noShare, menu);
    const text = paragraphs(
      texts.share(view.shopName, link),
      texts.joins(view.share?.joinCount ?? 0),
    );
    return turnOf(said, text, menu, [{ kind: 'record', interaction: 'share' }]);
  },
};
