import type { Capabilities, ChannelAccount, Quota, RatePolicy } from '../ports/channel.js';

const reaches = {
  free: 'who opted in',
  window: 'who wrote lately',
  consent: 'who agreed there',
  post: 'the public',
  none: 'who just wrote',
} as const;

/** Whom an account may write to, in words. */
export function reachWords({ proactive, posts }: Capabilities): string {
  const reach = reaches[proactive];
  return posts && proactive !== 'post' ? `${reach}, posts` : reach;
}

/** All limits that an account keeps, each a phrase. */
export function limitWords({ rate, capabilities }: ChannelAccount): string[] {
  return [
    `${number(rate.perSecond)} a second`,
    ...chatWords(rate),
    ...(capabilities.windows ?? []).map(
      ({ opensOn, chats, ttlMs, maxMessages }) =>
        `${maxMessages} within ${durationWords(ttlMs)} of a ${opensOn.join(' or ')}${chats === 'group' ? ' in a group' : ''}`,
    ),
    ...(rate.quotas ?? []).map(quotaWords),
  ];
}

function chatWords({ perChatMs, perGroupMs }: RatePolicy): string[] {
  return [
    ...(perChatMs === 0 ? [] : [`one per ${durationWords(perChatMs)} in a chat`]),
    ...(perGroupMs === undefined ? [] : [`one per ${durationWords(perGroupMs)} in a group`]),
  ];
}

/** `100 a day in a chat of message/custom/send (Asia/Shanghai)` */
export function quotaWords({ of, max, per, timezone, methods }: Quota): string {
  const what = methods === undefined ? '' : ` by ${methods.join(', ')}`;
  return `${number(max)} a ${per}${of === 'chat' ? ' in a chat' : ''}${what} (${timezone})`;
}

const units = [
  { word: 'd', ms: 86_400_000 },
  { word: 'h', ms: 3_600_000 },
  { word: 'min', ms: 60_000 },
  { word: 's', ms: 1_000 },
] as const;

/** The largest unit that it is a whole number of; 48 hours stay hours. */
export function durationWords(ms: number): string {
  const unit = units.find(({ ms: each }) => ms % each === 0 && ms / each > 2) ??
    units.find(({ ms: each }) => ms % each === 0) ?? { word: 'ms', ms: 1 };
  return `${number(ms / unit.ms)} ${unit.word}`;
}

/** `12 min ago`, `3 h ago`, `5 days ago` */
export function agoWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 120) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}
