import type { Block, OutboundMessage } from '../../src/domain/message/message.js';
import type { Rendering, Violation } from '../../src/ports/channel.js';
import { pictureFaults, violationsOf } from '../common/block-faults.js';
import { blocksOf, firstTextAt, wholeText } from '../common/blocks.js';
import { isSafeLink, type WeiboSettings } from './settings.js';
import { linksIn, weiboLength, withoutLinks } from './text.js';

/** Which of Weibo's rules a text has to keep. */
export type Way = 'post' | 'comment' | 'message';

const limits: Readonly<Record<Way, number>> = {
  post: 140,
  comment: 140,
  /** Of 粉丝服务平台: "less than 300 Chinese characters". */
  message: 299,
};

type Rules = Pick<WeiboSettings, 'safeDomains' | 'link'>;

/** The one kind of part: where it goes, and so which call it takes, is known when it is sent. */
export interface Said {
  readonly text: string;
  /** As a post: with the link that Weibo asks for. */
  readonly status: string;
  readonly image?: { readonly url: string; readonly alt: string };
}

/** How long a text may be, so that with the account's own link it still fits. */
export function textMax(rules: Rules): number {
  if (rules.safeDomains.length === 0) return limits.message;
  return rules.link === null ? limits.post : limits.post - weiboLength(`\n${rules.link}`);
}

export function render({ blocks }: OutboundMessage, rules: Rules, way: Way): Rendering {
  const text = wholeText(blocks);
  const [image, ...more] = blocksOf(blocks, 'image');
  const status = way === 'post' ? withLink(text, rules) : text;
  const faults = [
    ...(text.trim() === '' && image === undefined ? ['there is neither text nor picture'] : []),
    ...(more.length > 0 ? [`${more.length + 1} pictures; Weibo takes 1`] : []),
    ...lengthFaults(status, limits[way]),
    ...(way === 'post' ? postFaults(status, rules) : []),
  ];
  const at = firstTextAt(blocks);
  const violations: Violation[] = [
    ...violationsOf(blocks, faultsOf),
    ...faults.map((message) => ({ block: at, message })),
  ];
  if (violations.length > 0) return { ok: false, violations };
  const picture = image === undefined ? {} : { image: { url: image.url, alt: image.alt } };
  return { ok: true, parts: [{ method: 'say', payload: { text, status, ...picture } }] };
}

function withLink(text: string, { link, safeDomains }: Rules): string {
  const hasLink = linksIn(text).some((url) => isSafeLink(url, safeDomains));
  return hasLink || link === null ? text : `${text}\n${link}`.trimStart();
}

function postFaults(status: string, { safeDomains }: Rules): string[] {
  const links = linksIn(status);
  const foreign = links.find((url) => !isSafeLink(url, safeDomains));
  const domains = safeDomains.join(', ');
  return [
    ...(links.length === 0 ? [`a post needs a link to ${domains} (or the setting \`link\`)`] : []),
    ...(foreign === undefined ? [] : [`a link to ${hostOf(foreign)}; Weibo allows ${domains}`]),
    ...(/#[^#\s][^#\n]*#/.test(withoutLinks(status))
      ? ['a post of an app may hold no #topic#']
      : []),
  ];
}

function lengthFaults(text: string, most: number): string[] {
  const length = weiboLength(text);
  return length > most
    ? [`${length} characters of text (narrow ones count half); ${most} is the most`]
    : [];
}

function faultsOf(block: Block): string[] {
  if (block.kind === 'buttons' && block.rows.length > 0) return ['Weibo has no buttons'];
  return block.kind === 'image' ? pictureFaults(block) : [];
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : 'an unreadable address';
}
