import { decisionText } from '../domain/campaign/decision-reason.js';
import type { PublicUrlState } from '../domain/campaign/public-url.js';
import type { Block, OutboundMessage } from '../domain/message/message.js';
import { formatMoney } from '../domain/money.js';
import { localTime } from '../domain/time-zone.js';
import type { ChannelShare, RunPreview } from '../services/preview-run.js';
import type { SampleMessage } from '../services/sample-messages.js';
import { displayWidth } from './output.js';

export interface PlanView {
  readonly name: string;
  readonly id: string;
  readonly segment: string;
  readonly holdoutShare: number;
  readonly currency: string;
  readonly timezone: string;
  readonly schedule: string;
  readonly publicUrl: string | null;
  readonly publicUrlState: PublicUrlState;
  /** Whether links or anything else of the message needs PUBLIC_URL. */
  readonly warnings: readonly string[];
}

/** What a marketer reads before anything is sent: people first, then what they would see, then money and time. */
export function planText(plan: RunPreview, view: PlanView): string {
  return [
    heading(`${view.name}  (${view.id})`),
    `If it were sent now, ${clockText(plan.at, view.timezone)}. Nothing is changed or sent by this plan.`,
    `Schedule: ${view.schedule}`,
    '',
    ...peopleLines(plan, view),
    ...channelLines(plan, view),
    ...couponLines(plan, view),
    ...plan.samples.flatMap((sample, index) => sampleLines(sample, index, view)),
    ...noteLines(plan, view),
  ].join('\n');
}

function heading(text: string): string {
  return `${text}\n${'─'.repeat(Math.max(40, displayWidth(text)))}`;
}

function peopleLines(plan: RunPreview, view: PlanView): string[] {
  const rows: [string, number, string][] = [
    ['Audience', plan.audience, `segment ${view.segment}`],
    ...plan.leftOut.map(({ reason, people }): [string, number, string] => [
      '  −',
      people,
      decisionText(reason),
    ]),
    ['Messages', plan.messages, ''],
  ];
  const width = Math.max(...rows.map(([, people]) => count(people).length));
  const lines = rows.map(([label, people, note]) =>
    `  ${label.padEnd(10)}${count(people).padStart(width)}  ${note}`.trimEnd(),
  );
  const reach = `reachable: ${count(plan.reachable)} of ${count(plan.notExcluded)}`;
  return [
    'Who',
    ...lines,
    `  ${reach}${plan.reachable === 0 && plan.notExcluded > 0 ? ' – nobody has a chat with the shop yet' : ''}`,
    '',
  ];
}

function channelLines({ channels, at }: RunPreview, { timezone }: PlanView): string[] {
  if (channels.length === 0) return [];
  const line = (share: ChannelShare) => {
    const waiting = share.messages - share.dueNow;
    const wait =
      waiting === 0
        ? ''
        : `; ${count(waiting)} wait for quiet hours or the daily cap, the last until ${clockText(share.lastDueAt, timezone, at)}`;
    return `  ${share.channel.padEnd(10)}${count(share.messages)} messages, ${durationText(share.sendingMs)} at ${share.perSecond} a second${wait}`;
  };
  return ['Where and when', ...channels.map(line), ''];
}

function couponLines({ coupons }: RunPreview, { currency }: PlanView): string[] {
  if (coupons === null || coupons.coupons === 0) return [];
  const money = (minor: number) => formatMoney(minor, currency);
  const { baskets } = coupons;
  const basis =
    baskets.orders === 0
      ? 'no orders yet to reckon with'
      : `the year up to the last order: ${count(baskets.orders)} orders, ${money(baskets.averageMinor)} on average, ${money(baskets.largestMinor)} at most`;
  return [
    'What the coupons may cost, if every single one is used',
    `  ${count(coupons.coupons)} coupons on average baskets   ${money(coupons.expectedMinor)}  (${money(coupons.expectedEachMinor)} each)`,
    `  all on the largest basket        ${money(coupons.worstMinor)}  (${money(coupons.worstEachMinor)} each)`,
    `  ${basis}`,
    '',
  ];
}

function sampleLines(sample: SampleMessage, index: number, view: PlanView): string[] {
  const { customer, channel, locale, message, picks } = sample;
  const title = `Sample ${index + 1}: customer ${customer}, ${channel}, ${locale}, due ${clockText(sample.dueAt, view.timezone)}`;
  const body = message === null ? ['(nothing would be left to say)'] : messageLines(message);
  const why = picks.map(({ name, reason }) => `    picked ${name}: ${reason}`);
  return [title, ...body.map((text) => `  │ ${text}`.trimEnd()), ...why, ''];
}

/** A message as text: pictures named, buttons in brackets, a line between blocks. */
export function messageLines(message: OutboundMessage): string[] {
  return message.blocks.flatMap((block, index) => {
    const gap = index > 0 && block.kind !== 'buttons' ? [''] : [];
    return [...gap, ...blockLines(block)];
  });
}

function blockLines(block: Block): string[] {
  if (block.kind === 'text') return block.text.split('\n');
  if (block.kind === 'image') return [`[picture: ${block.alt}]`];
  return block.rows.map((row) => row.map((button) => `[ ${button.label} ]`).join(' '));
}

function noteLines(plan: RunPreview, view: PlanView): string[] {
  const notes = [
    ...(plan.reachable === 0 && plan.notExcluded > 0
      ? ['hawker links export: a personal link for each customer that opens a chat with the shop']
      : []),
    ...publicUrlNote(view),
    ...(view.holdoutShare === 0 && plan.messages > 0
      ? [
          'no holdout: the report will not be able to say what this campaign caused (audience.holdout: 10%)',
        ]
      : []),
    ...view.warnings,
  ];
  return notes.map((note) => `→ ${note}`);
}

function publicUrlNote({
  publicUrl,
  publicUrlState,
}: Pick<PlanView, 'publicUrl' | 'publicUrlState'>): string[] {
  if (publicUrlState === 'unset')
    return ['PUBLIC_URL is not set: links in messages will only open on this machine'];
  if (publicUrlState === 'public') return [];
  return [
    `PUBLIC_URL is ${publicUrl}: links in messages will only open on this machine or network`,
  ];
}

function count(number: number): string {
  return number.toLocaleString('en');
}

/** `Sat 21 Nov 10:00`, or only the time on the day of `today`. */
export function clockText(at: number, timezone: string, today?: number): string {
  const isToday =
    today !== undefined && localTime(at, timezone).date === localTime(today, timezone).date;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    ...(isToday ? {} : { weekday: 'short', day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
  });
  return format.format(at).replace(',', '');
}

/** `under a second`, `12 s`, `4 min`, `3 h 20 min`. */
function durationText(durationMs: number): string {
  if (durationMs < 1_000) return 'under a second';
  const seconds = Math.ceil(durationMs / 1_000);
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? '' : ` ${rest} min`}`;
}

export interface PostView {
  readonly name: string;
  readonly id: string;
  readonly post: { readonly channel: string; readonly place: string };
  readonly schedule: string;
  readonly publicUrl: string | null;
  readonly publicUrlState: PublicUrlState;
}

export function postText(sample: SampleMessage | null, view: PostView): string {
  const message = sample?.message ?? null;
  const body = message === null ? ['(nothing would be left to say)'] : messageLines(message);
  return [
    heading(`${view.name}  (${view.id})`),
    `One public post to ${view.post.place} on ${view.post.channel}. Nothing is changed or sent by this plan.`,
    `Schedule: ${view.schedule}`,
    '',
    ...body.map((text) => `  │ ${text}`.trimEnd()),
    '',
    ...publicUrlNote(view).map((note) => `→ ${note}`),
  ].join('\n');
}
