import type { DayWindow } from '../../campaign/shop.js';
import type { Interest } from '../../catalogue/interest.js';
import { lessRows, menuRows, undoRows, wishRows } from '../buttons.js';
import { paragraphs, type Said, type Topic, type Turn, turnOf } from '../topic.js';
import { opposite, quietHoursFor, type Wish, type WishChange } from '../wish.js';

// None set → 2 a week → 1 a week → say how to stop.
export const less: Topic<'less'> = {
  answer({ undo }, said) {
    const { view, texts } = said;
    if (undo) return changed(said, { maxPerWeek: null }, texts.lessUndone);
    const { maxPerWeek } = view.wishes;
    if (maxPerWeek !== null && maxPerWeek <= 1)
      return turnOf(aboutWishes(said), texts.leastAlready, lessRows(texts));
    const count = maxPerWeek === null || maxPerWeek > 2 ? 2 : 1;
    const turn = changed(said, { maxPerWeek: count }, texts.less(count));
    return {
      ...turn,
      ...turnOf({ ...said, state: turn.state }, texts.less(count), lessRows(texts), turn.intents),
    };
  },
};

// The same steps back.
export const moreOften: Topic<'more-often'> = {
  answer(_, said) {
    const { view, texts } = said;
    const { maxPerWeek } = view.wishes;
    if (maxPerWeek === null)
      return turnOf(aboutWishes(said), texts.mostAlready, menuRows(texts, view));
    const count = maxPerWeek < 2 ? 2 : null;
    return changed(
      said,
      { maxPerWeek: count },
      count === null ? texts.lessUndone : texts.less(count),
    );
  },
};

export const wishes: Topic<'wishes'> = {
  answer(_, said) {
    const { view, texts } = said;
    const { maxPerWeek, onlyInterests, mutedInterests } = view.wishes;
    const text = [
      texts.wishes,
      texts.wishOften(maxPerWeek),
      `• ${hoursText(said, view.wishes.quietHours ?? view.shopQuietHours)}`,
      texts.wishInterests(namesOf(onlyInterests), namesOf(mutedInterests)),
      '',
      texts.wishHow,
    ];
    const hasInterests = onlyInterests.length + mutedInterests.length > 0;
    return turnOf(aboutWishes(said), text.join('\n'), wishRows(texts, hasInterests));
  },
};

export const wish: Topic<'wish'> = {
  needs: ({ wish: { kind, ...rest } }) =>
    kind === 'only' || kind === 'without'
      ? { interests: (rest as { words: string }).words, search: (rest as { words: string }).words }
      : {},
  answer: ({ wish: wanted }, said) => fulfilled(wanted, said),
};

export const undoWish: Topic<'undo-wish'> = {
  answer(_, said) {
    const { view, texts, state } = said;
    if (state.undo === null) return turnOf(said, texts.nothingToUndo, menuRows(texts, view));
    const next = { ...state, undo: null };
    return turnOf({ view, state: next }, texts.undone, menuRows(texts, view), [
      { kind: 'change-wishes', change: state.undo },
    ]);
  },
};

function fulfilled(wanted: Wish, said: Said): Turn {
  const { view, texts } = said;
  switch (wanted.kind) {
    case 'only':
    case 'without':
      return interestsSet(wanted, said);
    case 'anything':
      return changed(said, { onlyInterests: [], mutedInterests: [] }, texts.anythingAgain);
    case 'any-time':
      return changed(said, { quietHours: null }, hoursText(said, view.shopQuietHours));
    case 'days':
      return turnOf(aboutWishes(said), texts.noDays, wishRows(texts, false));
    case 'not-before':
    case 'not-after':
    case 'between': {
      const quietHours = quietHoursFor(wanted, view.wishes.quietHours ?? view.shopQuietHours);
      return changed(said, { quietHours }, hoursText(said, quietHours));
    }
  }
}

function interestsSet(wanted: Extract<Wish, { kind: 'only' | 'without' }>, said: Said): Turn {
  const { view, texts } = said;
  const { found, unknown } = view.interests;
  if (found.length === 0) {
    const there = view.categories.length === 0 ? null : texts.thereIs(view.categories);
    return turnOf(said, paragraphs(texts.unknownInterest(unknown), there), menuRows(texts, view));
  }
  const { onlyInterests, mutedInterests } = view.wishes;
  const names = namesOf(found);
  const missing = unknown.length === 0 ? null : texts.unknownInterest(unknown);
  // Whoever names a thing again means it the other way round now.
  const [change, text] =
    wanted.kind === 'only'
      ? [
          { onlyInterests: found, mutedInterests: without(mutedInterests, found) },
          texts.onlyThese(names),
        ]
      : [
          {
            onlyInterests: without(onlyInterests, found),
            mutedInterests: [...without(mutedInterests, found), ...found].slice(-20),
          },
          texts.withoutThese(names),
        ];
  return changed(said, change, paragraphs(text, missing));
}

/** Says what was understood, with a way back. */
function changed(said: Said, change: WishChange, text: string): Turn {
  const { view, texts, state } = aboutWishes(said);
  const next = { ...state, undo: opposite(change, view.wishes) };
  return turnOf({ view, state: next }, text, undoRows(texts), [{ kind: 'change-wishes', change }]);
}

function aboutWishes(said: Said): Said {
  return { ...said, state: { ...said.state, about: 'wishes' } };
}

/** When we write: the hours outside the quiet ones. */
function hoursText({ texts }: Said, quiet: DayWindow | null): string {
  return quiet === null
    ? texts.hoursAny
    : texts.hours(clockText(quiet.untilMinute), clockText(quiet.fromMinute));
}

function clockText(minute: number): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function namesOf(interests: readonly Interest[]): string[] {
  return interests.map(({ name }) => name);
}

function without(all: readonly Interest[], some: readonly Interest[]): Interest[] {
  return all.filter((each) => !some.some(({ by, name }) => by === each.by && name === each.name));
}
