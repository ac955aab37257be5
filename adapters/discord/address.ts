import type { Address } from '../../src/ports/channel.js';

/** Where a message goes: a person by number, a channel of a server, or a webhook by its name in shop.yaml. */
export type Place =
  | { readonly kind: 'person'; readonly userId: string }
  | { readonly kind: 'channel'; readonly channelId: string }
  | { readonly kind: 'webhook'; readonly name: string };

const snowflake = '\\d{17,20}';

export function placeOf(address: Address): Place | null {
  if (new RegExp(`^${snowflake}$`).test(address)) return { kind: 'person', userId: address };
  const channel = new RegExp(`^channel:(${snowflake})$`).exec(address)?.[1];
  if (channel !== undefined) return { kind: 'channel', channelId: channel };
  const name = /^webhook:([a-z0-9_-]{1,32})$/.exec(address)?.[1];
  return name === undefined ? null : { kind: 'webhook', name };
}

export function channelAddress(channelId: string): Address {
  return `channel:${channelId}`;
}

/** The platform's id of a message: with its channel, because that is how Discord finds it. */
export function refOf(channelId: string, messageId: string): string {
  return `${channelId}:${messageId}`;
}

const epochMs = 1_420_070_400_000n;

/** When Discord made a thing of this number. */
export function instantOf(id: string): number {
  return Number((BigInt(id) >> 22n) + epochMs);
}

/** The least number of things made at this instant. */
export function snowflakeAt(at: number): string {
  return String((BigInt(Math.max(0, Math.trunc(at))) - epochMs) << 22n);
}
