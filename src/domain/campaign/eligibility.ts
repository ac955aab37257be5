import { afterWindow } from '../time-window.js';
import { addDays, instantOf, localTime } from '../time-zone.js';
import type { DecisionReason } from './decision-reason.js';
import type { DayWindow } from './shop.js';

/** A chat of a customer. */
export interface Route {
  readonly identityId: number;
  readonly channelAccount: string;
  readonly state: 'active' | 'blocked' | 'unreachable';
  readonly hasConsent: boolean;
  readonly locale: string | null;
}

/** What decides whether, where and when a customer may be written to. */
export interface CustomerFacts {
  readonly customerId: number;
  readonly isErased: boolean;
  readonly timezone: string | null;
  readonly locale: string | null;
  readonly routes: readonly Route[];
  /** The customer's own; null means the shop's. */
  readonly quietHours: DayWindow | null;
  readonly maxPerWeek: number | null;
  readonly mutedTopics: readonly string[];
  /** When campaign messages of the past 8 days went out, or are planned to. */
  readonly messagesAt: readonly number[];
}

export interface SendingRules {
  /** In order of preference. */
  readonly channels: readonly string[];
  readonly topic: string;
  readonly timezone: string;
  readonly quietHours: DayWindow | null;
  /** Campaign messages per person and local day. */
  readonly dailyCap: number | null;
  readonly deadlineAt: number;
}

export type Eligibility =
  | {
      readonly kind: 'send';
      readonly route: Route;
      readonly dueAt: number;
      readonly waitsFor: Wait;
    }
  | { readonly kind: 'out'; readonly reason: DecisionReason; readonly detail: string | null };

/** Why a message is due later than now. */
type Wait = 'quiet-hours' | 'capped' | null;

const weekMs = 7 * 86_400_000;

const lateReasons = {
  capped: 'capped',
  'quiet-hours': 'quiet-hours-past-deadline',
  nothing: 'too-late',
} as const satisfies Record<string, DecisionReason>;

/** Whether a customer may be written to, by which chat and not before when. */
export function eligibilityOf(facts: CustomerFacts, rules: SendingRules, at: number): Eligibility {
  if (facts.isErased) return out('erased');
  const route = routeOf(facts.routes, rules.channels);
  if (typeof route === 'string') return out(route);
  if (facts.mutedTopics.includes(rules.topic)) return out('muted');
  const { dueAt, waitsFor } = firstAllowed(facts, rules, at);
  if (dueAt > rules.deadlineAt) {
    const detail = `next allowed ${new Date(dueAt).toISOString()}`;
    return out(lateReasons[waitsFor ?? 'nothing'], detail);
  }
  if (hasEnoughThisWeek(facts, dueAt))
    return out('asked-for-less', `at most ${facts.maxPerWeek} in 7 days`);
  return { kind: 'send', route, dueAt, waitsFor };
}

function out(reason: DecisionReason, detail: string | null = null): Eligibility {
  return { kind: 'out', reason, detail };
}

/** The most wanted chat that may be used, or the reason that is nearest to success. */
function routeOf(routes: readonly Route[], channels: readonly string[]): Route | DecisionReason {
  const wanted = channels.flatMap((name) => routes.filter((r) => r.channelAccount === name));
  if (wanted.length === 0) return 'no-channel';
  const active = wanted.filter((route) => route.state === 'active');
  if (active.length === 0) return 'blocked';
  return active.find((route) => route.hasConsent) ?? 'no-consent';
}

function firstAllowed(
  facts: CustomerFacts,
  rules: SendingRules,
  at: number,
): { dueAt: number; waitsFor: Wait } {
  const zone = facts.timezone ?? rules.timezone;
  const quietHours = facts.quietHours ?? rules.quietHours;
  let dueAt = at;
  let waitsFor: Wait = null;
  // Each round ends quiet hours or skips a full day; after so many days everything is past its deadline.
  for (let round = 0; round < 32; round++) {
    const awakeAt = quietHours === null ? dueAt : afterWindow(dueAt, quietHours, zone);
    if (awakeAt > dueAt) waitsFor = waitsFor ?? 'quiet-hours';
    dueAt = awakeAt;
    if (!isDayFull(facts.messagesAt, rules.dailyCap, dueAt, zone)) return { dueAt, waitsFor };
    waitsFor = 'capped';
    dueAt = instantOf(addDays(localTime(dueAt, zone).date, 1), 0, zone);
  }
  return { dueAt: Number.MAX_SAFE_INTEGER, waitsFor };
}

function isDayFull(
  messagesAt: readonly number[],
  dailyCap: number | null,
  at: number,
  zone: string,
): boolean {
  if (dailyCap === null || messagesAt.length < dailyCap) return false;
  const { date } = localTime(at, zone);
  return messagesAt.filter((each) => localTime(each, zone).date === date).length >= dailyCap;
}

function hasEnoughThisWeek({ maxPerWeek, messagesAt }: CustomerFacts, at: number): boolean {
  if (maxPerWeek === null) return false;
  return messagesAt.filter((each) => each > at - weekMs).length >= maxPerWeek;
}

/**
 * Which of the offered languages a person is written to in: their own, else one of the same language, else the first.
 *
 * @param wished most specific first; null is unknown
 */
export function localeFor(wished: readonly (string | null)[], offered: readonly string[]): string {
  for (const wish of wished) {
    if (wish === null) continue;
    const language = wish.split('-')[0];
    const found =
      offered.find((each) => each === wish) ??
      offered.find((each) => each.split('-')[0] === language);
    if (found !== undefined) return found;
  }
  return offered[0] ?? 'en';
}
