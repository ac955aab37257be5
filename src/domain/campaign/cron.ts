/** The five fields of a cron expression, each as the set of values it allows. */
export interface Cron {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly daysOfWeek: ReadonlySet<number>;
  /** With both day fields restricted, a day of either kind fits (crontab(5)). */
  readonly anyDayField: boolean;
}

const monthNames = [
  'jan',
  'feb',
  'mar',
  'apr',
  'may',
  'jun',
  'jul',
  'aug',
  'sep',
  'oct',
  'nov',
  'dec',
];
const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly names?: readonly string[];
}

const fields: readonly Field[] = [
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day of month', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12, names: monthNames },
  // 7 is Sunday as well.
  { name: 'day of week', from: 0, to: 7, names: dayNames },
];

export type ParsedCron =
  | { readonly ok: true; readonly cron: Cron }
  | { readonly ok: false; readonly why: string };

/** `30 9 * * mon-fri`: minute, hour, day of month, month, day of week; lists, ranges, steps and English names. */
export function parseCron(text: string): ParsedCron {
  const words = text.trim().toLowerCase().split(/\s+/);
  if (words.length !== 5)
    return {
      ok: false,
      why: `has ${words.length} fields, not 5 (say "0 10 * * thu": Thursdays at 10:00)`,
    };
  const values: number[][] = [];
  for (const [index, field] of fields.entries()) {
    const found = valuesOf(words[index] ?? '', field);
    if (typeof found === 'string') return { ok: false, why: found };
    values.push(found);
  }
  const [minutes = [], hours = [], daysOfMonth = [], months = [], daysOfWeek = []] = values;
  const anyDayField = !words[2]?.startsWith('*') && !words[4]?.startsWith('*');
  const weekdays = daysOfWeek.map((day) => day % 7);
  const cron: Cron = {
    minutes,
    hours,
    daysOfMonth: new Set(daysOfMonth),
    months: new Set(months),
    daysOfWeek: new Set(weekdays),
    anyDayField,
  };
  const isPossible = canEverFire(cron);
  return isPossible ? { ok: true, cron } : { ok: false, why: 'names a day that no year has' };
}

/** @param date UTC midnight of the calendar day */
export function isCronDay(cron: Cron, date: Date): boolean {
  if (!cron.months.has(date.getUTCMonth() + 1)) return false;
  const inMonth = cron.daysOfMonth.has(date.getUTCDate());
  const inWeek = cron.daysOfWeek.has(date.getUTCDay());
  return cron.anyDayField ? inMonth || inWeek : inMonth && inWeek;
}

// 30 February: the longest each month gets.
const monthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function canEverFire(cron: Cron): boolean {
  if (cron.anyDayField) return true;
  const firstDay = Math.min(...cron.daysOfMonth);
  return [...cron.months].some((month) => firstDay <= (monthLengths[month - 1] ?? 31));
}

function valuesOf(word: string, field: Field): number[] | string {
  const found = new Set<number>();
  for (const part of word.split(',')) {
    const range = rangeOf(part, field);
    if (range === null)
      return `has "${part}" as ${field.name}, which goes from ${field.from} to ${topOf(field)}`;
    for (let value = range.from; value <= range.to; value += range.step) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

function rangeOf(part: string, field: Field): { from: number; to: number; step: number } | null {
  const match = /^(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d+))?$/.exec(part);
  if (!match) return null;
  const [, first = '', last, stepText] = match;
  const step = stepText === undefined ? 1 : Number(stepText);
  const isAll = first === '*';
  if (isAll && last !== undefined) return null;
  const from = isAll ? field.from : fieldValue(first, field);
  const open = isAll || stepText !== undefined ? topOf(field) : from;
  const to = last === undefined ? open : fieldValue(last, field);
  if (from === null || to === null || from > to || step < 1) return null;
  return { from, to, step };
}

function topOf(field: Field): number {
  return field.name === 'day of week' ? 6 : field.to;
}

function fieldValue(text: string, field: Field): number | null {
  const named = field.names?.indexOf(text) ?? -1;
  if (named >= 0) return named + (field.from === 1 ? 1 : 0);
  if (!/^\d{1,2}$/.test(text)) return null;
  const value = Number(text);
  return value >= field.from && value <= field.to ? value : null;
}
