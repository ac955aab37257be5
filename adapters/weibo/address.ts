import type { Address } from '../../src/ports/channel.js';

export type Target =
  /** The account's own timeline. */
  | { readonly kind: 'post' }
  | { readonly kind: 'comment'; readonly postId: string; readonly commentId: string }
  /** A message to one person, by uid. */
  | { readonly kind: 'message'; readonly uid: string };

export function commentPlace(postId: string, commentId: string): Address {
  return `comment:${postId}:${commentId}`;
}

/** Digits are a person's uid; what is neither that nor a comment is the timeline, whatever it is called. */
export function targetOf(address: Address): Target {
  const [, postId, commentId] = /^comment:(\d+):(\d+)$/.exec(address) ?? [];
  if (postId !== undefined && commentId !== undefined)
    return { kind: 'comment', postId, commentId };
  return /^\d+$/.test(address) ? { kind: 'message', uid: address } : { kind: 'post' };
}
