import { interactionKindCode } from '../behaviour/interaction-kind.js';
import { dayCount, localDayAt, type Person } from './events.js';

export interface ActivityFigures {
  readonly interactionCount: number;
  readonly firstActiveAt: number | null;
  readonly lastActiveAt: number | null;
  /** Distinct local days with any interaction. */
  readonly activeDays: number;
  readonly visitCount: number;
  /** Time spent in visits, as far as their interactions tell. */
  readonly visitMs: number;
  /** 0 to 23 on the customer's own clock: when visits begin most; null for fewer than three visits. */
  readonly bestHour: number | null;
  /** 1 (Monday) to 7. */
  readonly bestWeekday: number | null;
}

/** Web analytics' usual end of a session; a page left open counts as seen for no longer. */
const visitGapMs = 30 * 60_000;

/** Fewer say nothing about a habit. */
const leastVisits = 3;

const hourMs = 3_600_000;
const { refund } = interactionKindCode;

/** Visits are made of all that the customer did; a refund is booked by the shop in its own time. */
export function activityFigures(person: Person): ActivityFigures {
  const { events, from, until } = person;
  const { kinds, occurredAt, localAt, durationsMs } = events;
  // Plain arrays: a typed one of this length lives outside of the heap, which costs more than it holds.
  const hours = Array<number>(24).fill(0);
  const weekdays = Array<number>(7).fill(0);
  let [visitCount, visitMs] = [0, 0];
  let end = Number.NEGATIVE_INFINITY;
  for (let row = from; row < until; row++) {
    if (kinds[row] === refund) continue;
    const at = occurredAt[row] as number;
    const doneAt = at + Math.min(Math.max(0, durationsMs[row] as number), visitGapMs);
    if (at - end > visitGapMs) {
      visitCount++;
      visitMs += doneAt - at;
      end = doneAt;
      add(hours, ((Math.floor((localAt[row] as number) / hourMs) % 24) + 24) % 24);
      add(weekdays, weekdayOf(localDayAt(events, row)) - 1);
    } else if (doneAt > end) {
      visitMs += doneAt - end;
      end = doneAt;
    }
  }
  const isHabit = visitCount >= leastVisits;
  return {
    interactionCount: until - from,
    firstActiveAt: from < until ? (occurredAt[from] as number) : null,
    lastActiveAt: from < until ? (occurredAt[until - 1] as number) : null,
    activeDays: dayCount(person, () => true),
    visitCount,
    visitMs,
    bestHour: isHabit ? firstPeak(withNeighbours(hours)) : null,
    bestWeekday: isHabit ? firstPeak(weekdays) + 1 : null,
  };
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

// Twice an hour's own visits and once those of the hours beside it: 9:50 and 10:10 are one habit.
function withNeighbours(hours: readonly number[]): number[] {
  return hours.map(
    (own, hour) =>
      2 * own + (hours[(hour + 23) % 24] as number) + (hours[(hour + 1) % 24] as number),
  );
}

function firstPeak(counts: readonly number[]): number {
  let best = 0;
  for (let i = 1; i < counts.length; i++)
    if ((counts[i] as number) > (counts[best] as number)) best = i;
  return best;
}

function add(counts: number[], place: number): void {
  counts[place] = (counts[place] as number) + 1;
}
