import type { Address } from '../../src/domain/message/send-outcome.js';

/** Where a message for many goes; anything else is the openid of one follower. */
export type Place =
  | { readonly kind: 'all' }
  | { readonly kind: 'tag'; readonly tag: number }
  /** To one person, to see what it looks like: an openid, or the name under which they are found in WeChat. */
  | {
      readonly kind: 'preview';
      readonly who: { readonly touser: string } | { readonly towxname: string };
    };

// WeChat's own form: an o, and 27 letters.
const openid = /^o[A-Za-z0-9_-]{27}$/;

/** @returns null for one follower */
export function placeOf(address: Address): Place | null {
  if (address === 'all') return { kind: 'all' };
  const tag = /^tag:(\d{1,9})$/.exec(address)?.[1];
  if (tag !== undefined) return { kind: 'tag', tag: Number(tag) };
  const who = /^preview:(.+)$/.exec(address)?.[1];
  if (who === undefined) return null;
  return { kind: 'preview', who: openid.test(who) ? { touser: who } : { towxname: who } };
}
