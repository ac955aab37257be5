import { joinRows, menuRows } from '../buttons.js';
import { dayText } from '../last-day-text.js';
import { type ClubTexts, clubTextsIn } from '../texts/club-texts.js';
import { paragraphs, type Said, type Topic, turnOf } from '../topic.js';
import type { ClubCard } from '../view.js';

export const joinMembership: Topic<'join-membership'> = {
  needs: () => ({ club: true }),
  answer(_, said) {
    const { view, texts } = said;
    const { club } = view;
    const words = clubTextsIn[view.language];
    if (club === null) return turnOf(said, words.none(view.shopName), menuRows(texts, view));
    const rows = menuRows(texts, { ...view, membership: 'joined' });
    if (club.standing.tier !== null)
      return turnOf(said, standingText(said, club, words.alreadyMember(club.standing.tier)), rows);
    const text = paragraphs(
      words.joined(view.shopName, club.firstTier),
      benefits(club, words),
      words.leaveHint,
    );
    return turnOf(said, text, rows, [{ kind: 'join-membership' }]);
  },
};

export const points: Topic<'points'> = {
  needs: () => ({ club: true }),
  answer(_, said) {
    const { view, texts } = said;
    const { club } = view;
    const words = clubTextsIn[view.language];
    if (club === null) return turnOf(said, words.none(view.shopName), menuRows(texts, view));
    const { tier } = club.standing;
    if (tier !== null)
      return turnOf(said, standingText(said, club, words.tier(tier)), menuRows(texts, view));
    const text = paragraphs(
      words.notMember(view.shopName),
      club.standing.points === 0 ? null : words.waiting(club.standing.points),
      benefits(club, words),
    );
    return turnOf(said, text, joinRows(texts));
  },
};

export const leaveMembership: Topic<'leave-membership'> = {
  answer(_, said) {
    const { view, texts } = said;
    const words = clubTextsIn[view.language];
    if (view.membership !== 'joined') return turnOf(said, words.leftNothing, menuRows(texts, view));
    const rows = menuRows(texts, { ...view, membership: 'open' });
    return turnOf(said, words.left, rows, [{ kind: 'leave-membership' }]);
  },
};

function standingText({ view }: Said, { standing }: ClubCard, first: string): string {
  const words = clubTextsIn[view.language];
  const { points: left, worth, next, expires } = standing;
  return [
    words.balance(left, worth),
    first,
    ...(next === null ? [] : [words.nextTier(next.missing, next.tier)]),
    ...(expires === null ? [] : [words.expires(expires.points, dayText(expires.at, view))]),
  ].join('\n');
}

function benefits({ joinPoints, purchase, deeds, worth }: ClubCard, words: ClubTexts): string {
  return [
    joinPoints === 0 ? '' : words.joinPoints(joinPoints),
    purchase === null ? '' : words.earn(purchase.points, purchase.forEach),
    words.deeds(deeds),
    words.worth(worth.points, worth.money),
  ]
    .filter((line) => line !== '')
    .join('\n');
}
