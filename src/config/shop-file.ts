import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ChannelSettings, DayWindow, Shop } from '../domain/campaign/shop.js';
import type { Parsed, Problem } from '../domain/problem.js';
import { bandsOf, brake } from './brake-schema.js';
import { duration } from './duration.js';
import { locale } from './locale-schema.js';
import { readMembership } from './membership-reader.js';
import { membershipSchema } from './membership-schema.js';
import { readYaml } from './yaml-document.js';
import type { YamlDocument } from './yaml-positions.js';

export type Variables = Readonly<Record<string, string | undefined>>;

const notATime = 'is not a time of day (say "22:00")';
const timeOfDay = z
  .string({ error: notATime })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, notATime)
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'is not a name (small letters, digits and -, at most 40)');

export const zone = z
  .string()
  .refine(isZone, 'is not a time zone (say Europe/London or Asia/Shanghai)');

const channel = z.looseObject({
  kind: z.string().min(1).optional(),
  optional: z.boolean().optional(),
  enabled_if: z
    .string()
    .regex(/^env:[A-Z][A-Z0-9_]*$/, 'is not a reference such as env:TELEGRAM_BOT_TOKEN')
    .optional(),
});

export const shopSchema = z.strictObject({
  id: name,
  name: z.string().min(1).max(80),
  url: z.url({ protocol: /^https?$/, error: 'is not a web address' }).optional(),
  currency: z.string().refine(isCurrency, 'is not a currency code (say GBP or CNY)'),
  timezone: zone,
  locales: z.array(locale).min(1, 'names no language'),
  quiet_hours: z
    .union([z.literal('none'), z.strictObject({ from: timeOfDay, until: timeOfDay })])
    .default({ from: 22 * 60, until: 8 * 60 }),
  brake: brake.optional(),
  daily_cap: z.union([z.literal('none'), z.int().min(1).max(100)]).default(1),
  consent: z
    .strictObject({ topic: name.default('marketing'), notice_version: z.string().default('1') })
    .default({ topic: 'marketing', notice_version: '1' }),
  // An address that is all digits is a number to YAML; Telegram's groups have such.
  staff: z
    .strictObject({
      channel: name,
      chat: z
        .union([z.string().min(1).max(200), z.int()], { error: 'is not a chat’s address' })
        .transform(String),
    })
    .optional(),
  ask_rating: z
    .union([z.literal('never'), z.strictObject({ after: duration })])
    .default({ after: 3_600_000 }),
  forget_messages_after_days: z.int().min(1).max(3_650).default(30),
  membership: membershipSchema.optional(),
  channels: z.record(name, channel.nullable()),
});

type ShopFile = z.output<typeof shopSchema>;

/**
 * Reads `campaigns/shop.yaml`. A channel's setting `env:NAME` is replaced by that variable. If the variable is
 * not set, that is a problem, unless the channel says `optional: true` (it is then left out, and named in
 * `switchedOff`). `enabled_if: env:NAME` leaves the channel out while that variable is empty, 0 or false.
 */
export function loadShop(shopDir: string, variables: Variables): Parsed<Shop> {
  const file = join(shopDir, 'campaigns', 'shop.yaml');
  const text = readText(file);
  if (text === null) {
    const message = 'there is no such file (hawker init makes one; --shop names another folder)';
    return { ok: false, problems: [{ place: file, message }] };
  }
  return parseShop(file, text, variables);
}

export function parseShop(file: string, text: string, variables: Variables): Parsed<Shop> {
  const read = readYaml(file, text, shopSchema);
  if (!read.ok) return read;
  const { value, document } = read.value;
  const opened = Object.entries(value.channels).map(([account, settings]) =>
    openChannel(account, settings ?? {}, variables, document),
  );
  const members = value.membership && readMembership(value.membership, value, document);
  const problems = [
    ...opened.flatMap((each) => each.problems),
    ...staffProblems(value, document),
    ...(members?.problems ?? []),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const shop = toShop(value, opened);
  return { ok: true, value: members ? { ...shop, membership: members.membership } : shop };
}

function staffProblems({ staff, channels }: ShopFile, document: YamlDocument): Problem[] {
  if (staff === undefined || Object.hasOwn(channels, staff.channel)) return [];
  const message = `there is no channel "${staff.channel}" under channels`;
  return [document.problem(['staff', 'channel'], message)];
}

interface OpenedChannel {
  readonly name: string;
  readonly problems: readonly Problem[];
  readonly channel: ChannelSettings | null;
  readonly offBecause: string;
}

function openChannel(
  account: string,
  settings: NonNullable<ShopFile['channels'][string]>,
  variables: Variables,
  document: YamlDocument,
): OpenedChannel {
  const { kind = account, optional = false, enabled_if: enabledIf, ...own } = settings;
  const off = (offBecause: string) => ({ name: account, problems: [], channel: null, offBecause });
  const switchName = enabledIf?.slice('env:'.length);
  if (switchName !== undefined && !isOn(variables[switchName]))
    return off(`${switchName} is not set`);
  const missing: string[] = [];
  const problems: Problem[] = [];
  const resolve = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (typeof value !== 'string' || !/^env:\w+$/.test(value))
      return mapInside(value, path, resolve);
    const variable = value.slice('env:'.length);
    const found = variables[variable];
    if (found !== undefined && found !== '') return found;
    missing.push(variable);
    const advice = 'is not set (put it in .env, or give the channel `optional: true`)';
    problems.push(document.problem(path, `the variable ${variable} ${advice}`));
    return value;
  };
  const resolved = resolve(own, ['channels', account]) as Record<string, unknown>;
  if (optional && missing.length > 0) return off(`${missing.join(', ')} is not set`);
  return {
    name: account,
    problems,
    channel: {
      name: account,
      kind,
      settings: resolved,
      places: placesOf(account, settings, document),
    },
    offBecause: '',
  };
}

/** What an adapter finds wrong later can then still be pointed at. */
function placesOf(account: string, settings: object, document: YamlDocument) {
  const places: Record<string, string> = { '': document.keyPlace(['channels', account]) };
  const note = (value: unknown, path: readonly (string | number)[]): unknown => {
    places[path.join('.')] = document.place(['channels', account, ...path]);
    return mapInside(value, path, note);
  };
  for (const [key, value] of Object.entries(settings)) note(value, [key]);
  return places;
}

function mapInside(
  value: unknown,
  path: readonly (string | number)[],
  map: (value: unknown, path: readonly (string | number)[]) => unknown,
): unknown {
  if (Array.isArray(value)) return value.map((each, index) => map(each, [...path, index]));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, map(each, [...path, key])]);
  return Object.fromEntries(entries);
}

function isOn(variable: string | undefined): boolean {
  return variable !== undefined && !['', '0', 'false'].includes(variable.toLowerCase());
}

function toShop(file: ShopFile, opened: readonly OpenedChannel[]): Shop {
  return {
    id: file.id,
    name: file.name,
    ...(file.url === undefined ? {} : { url: file.url }),
    currency: file.currency,
    timezone: file.timezone,
    locales: file.locales,
    quietHours: quietHours(file.quiet_hours),
    ...(file.brake && { brake: bandsOf(file.brake) }),
    dailyCap: file.daily_cap === 'none' ? null : file.daily_cap,
    consent: { topic: file.consent.topic, noticeVersion: file.consent.notice_version },
    ...staffOf(file, opened),
    ...(file.ask_rating === 'never' ? {} : { askRatingAfterMs: file.ask_rating.after }),
    forgetInboxAfterDays: file.forget_messages_after_days,
    channels: opened.flatMap(({ channel: open }) => (open === null ? [] : [open])),
    switchedOff: opened
      .filter((each) => each.channel === null)
      .map((each) => ({ name: each.name, why: each.offBecause })),
  };
}

// While the staff's channel waits for its variable there is nobody to hand a talk to.
function staffOf({ staff }: ShopFile, opened: readonly OpenedChannel[]): Pick<Shop, 'staff'> {
  if (staff === undefined) return {};
  const isOpen = opened.some(
    ({ name: account, channel: open }) => account === staff.channel && open !== null,
  );
  return isOpen ? { staff: { account: staff.channel, address: staff.chat } } : {};
}

function quietHours(hours: ShopFile['quiet_hours']): DayWindow | null {
  if (hours === 'none' || hours.from === hours.until) return null;
  return { fromMinute: hours.from, untilMinute: hours.until };
}

export function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function isZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).format(0) !== '';
  } catch {
    return false;
  }
}

function isCurrency(text: string): boolean {
  return Intl.supportedValuesOf('currency').includes(text);
}
