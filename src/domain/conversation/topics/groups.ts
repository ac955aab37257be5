import { consentRows, groupListRows, groupRows, menuRows } from '../buttons.js';
import { deadlineText } from '../deadline-text.js';
import { paragraphs, type Said, type Topic, type Turn, turnOf } from '../topic.js';
import type { GroupCard } from '../view.js';

const listedMax = 3;

/** What one could join, and what one could open. */
export const groups: Topic<'groups'> = {
  needs: () => ({ groups: true }),
  answer(_, said) {
    const { view, texts } = said;
    const cards = view.groups.open.slice(0, listedMax);
    const offers = view.groups.offers.slice(0, listedMax);
    if (cards.length + offers.length === 0)
      return turnOf(said, texts.noGroups, menuRows(texts, view));
    const open = cards.map((card) => texts.groupLine(card, deadlineText(card, view)));
    const text = paragraphs(
      open.length === 0 ? null : [texts.groups, ...open].join('\n'),
      offers.length === 0 ? null : [texts.groupOffers, ...offers.map(texts.groupOffer)].join('\n'),
    );
    return turnOf(said, text, groupListRows(texts, cards, offers));
  },
};

/** One group as a card. A friend who opens the chat by its link is greeted and asked as everybody is. */
export const group: Topic<'group'> = {
  needs: ({ id }) => ({ group: id }),
  answer: (_, said) => cardTurn(said),
};

/** Opened while the view was made; asked again, it is the same group. */
export const openGroup: Topic<'open-group'> = {
  needs: ({ promotion }) => ({ openGroup: promotion }),
  answer: (_, said) => cardTurn(said, said.texts.groupOpened),
};

/** For a shop that has no page to join on. */
export const joinGroup: Topic<'join-group'> = {
  needs: ({ id }) => ({ group: id }),
  answer(_, said) {
    const { view, texts } = said;
    const card = view.group;
    if (card === null || card.state !== 'open') return cardTurn(said);
    return turnOf(said, texts.groupJoin(card, deadlineText(card, view)), groupRows(texts, card));
  },
};

/** Words to pass on to friends. */
export const shareGroup: Topic<'share-group'> = {
  needs: ({ id }) => ({ group: id }),
  answer(_, said) {
    const { view, texts } = said;
    const card = view.group;
    if (card === null || card.state !== 'open') return cardTurn(said);
    if (card.shareLink === null) return turnOf(said, texts.noShare, groupRows(texts, card));
    const text = texts.groupShare(card, deadlineText(card, view), card.shareLink);
    return turnOf(said, text, groupRows(texts, card), [{ kind: 'record', interaction: 'share' }]);
  },
};

function cardTurn(said: Said, lead: string | null = null): Turn {
  const { view, texts, input, state } = said;
  const card = view.group;
  const isNew = input.kind === 'start' && view.consent !== 'granted';
  const text = paragraphs(
    isNew ? texts.hello(view.shopName, view.customerName) : null,
    card === null ? texts.groupGone : cardText(said, card, lead),
    isNew ? texts.askConsent(view.shopName) : null,
  );
  const rows = card === null ? [] : groupRows(texts, card);
  if (isNew)
    return turnOf({ view, state: { ...state, awaiting: 'consent' } }, text, [
      ...rows,
      ...consentRows(texts),
    ]);
  return turnOf(said, text, card === null ? menuRows(texts, view) : rows);
}

function cardText({ view, texts }: Said, card: GroupCard, lead: string | null): string {
  const seat = card.seat === 'none' ? null : texts.groupSeat[card.seat];
  const own = card.state === 'open' ? seat : null;
  return paragraphs(lead, texts.groupCard(card, deadlineText(card, view)), own);
}
