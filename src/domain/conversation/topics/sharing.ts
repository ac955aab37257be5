import { menuRows } from '../buttons.js';
import { clubTextsIn } from '../texts/club-texts.js';
import { paragraphs, type Topic, turnOf } from '../topic.js';
import type { ConversationView, ShareCard } from '../view.js';

export const share: Topic<'share'> = {
  needs: () => ({ share: true }),
  answer(_, said) {
    const { view, texts } = said;
    const menu = menuRows(texts, view);
    const card = view.share;
    if (card === null || card.link === null) return turnOf(said, texts.noShare, menu);
    const text = paragraphs(
      texts.share(view.shopName, card.link),
      promise(card, view),
      [texts.joins(card.joinCount), earned(card, view)].filter((line) => line !== '').join('\n'),
    );
    return turnOf(said, text, menu, [{ kind: 'record', interaction: 'share' }]);
  },
};

function promise({ rewards }: ShareCard, { language }: ConversationView): string {
  if (rewards === null) return '';
  const words = clubTextsIn[language];
  const { sharer, newcomer, after } = rewards;
  return [
    sharer === null ? '' : words.sharerGets(words.reward(sharer), after),
    newcomer === null ? '' : words.friendGets(words.reward(newcomer)),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function earned({ earnedPoints }: ShareCard, { language }: ConversationView): string {
  return earnedPoints === 0 ? '' : clubTextsIn[language].friendsEarned(earnedPoints);
}
