import type { Address } from '../../src/ports/channel.js';

// A person's address is the bare openid. A group's openid, and a person's within a group, are numbers of another
// kind, so they say what they are.

export type Target =
  | { readonly kind: 'user'; readonly openid: string }
  | { readonly kind: 'group'; readonly openid: string }
  /** Somebody known from a group only: QQ gives no way to write to them. */
  | { readonly kind: 'member'; readonly openid: string };

export function groupAddress(openid: string): Address {
  return `group:${openid}`;
}

export function memberAddress(openid: string): Address {
  return `member:${openid}`;
}

export function targetOf(address: Address): Target {
  const [, kind, openid = ''] = /^(group|member):(.*)$/s.exec(address) ?? [];
  if (kind === 'group' || kind === 'member') return { kind, openid };
  return { kind: 'user', openid: address };
}

/** What a reply names: a message of theirs, or an event such as a new friend. */
export type ReplyTo = { readonly msg_id: string } | { readonly event_id: string };

export function messageRef(id: string): string {
  return `msg:${id}`;
}

export function eventRef(id: string): string {
  return `event:${id}`;
}

export function replyToOf(ref: string): ReplyTo {
  return ref.startsWith('event:')
    ? { event_id: ref.slice('event:'.length) }
    : { msg_id: ref.replace(/^msg:/, '') };
}

/** The ref of a message that waits for 审核; its verdict names the same. */
export function auditRef(auditId: string): string {
  return `audit:${auditId}`;
}
