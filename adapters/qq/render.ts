import type { Block, Button, OutboundMessage } from '../../src/domain/message/message.js';
import type { NativePart, Rendering, Violation } from '../../src/ports/channel.js';
import {
  buttonFaults,
  pictureFaults,
  rowFaults,
  tooMany,
  violationsOf,
} from '../common/block-faults.js';
import { type BlockOf, blocksOf, firstTextAt, wholeText } from '../common/blocks.js';
import { isWebUrl } from '../common/web-url.js';
import type { QqSettings } from './settings.js';

export const limits = {
  rows: 5,
  perRow: 5,
  // QQ documents neither; these are what its clients show whole.
  labelMax: 32,
  actionBytes: 100,
  /** Replies to one message of theirs. */
  parts: 5,
} as const;

type Rules = Pick<QqSettings, 'hasKeyboard' | 'urlDomains' | 'textMax'>;

/**
 * One call where it fits: a picture takes the text with it. Buttons stand under Markdown only, so a picture with
 * buttons is two calls.
 */
export function render({ locale, blocks }: OutboundMessage, rules: Rules): Rendering {
  const parts = partsOf(blocks, locale);
  const violations = faultsIn(blocks, parts.length, rules);
  return violations.length > 0 ? { ok: false, violations } : { ok: true, parts };
}

function partsOf(blocks: readonly Block[], locale: string): NativePart[] {
  const text = wholeText(blocks);
  const images = blocksOf(blocks, 'image');
  const rows = blocksOf(blocks, 'buttons').flatMap((block) => block.rows);
  if (rows.length > 0) {
    const keyboard = { content: { rows: rows.map((row) => rowOf(row, locale)) } };
    const payload = { msg_type: 2, markdown: { content: markdownOf(text) }, keyboard };
    return [...images.map((image) => pictureOf(image, '')), { method: 'markdown', payload }];
  }
  const last = images.at(-1);
  if (last === undefined) {
    return [{ method: 'text', payload: { msg_type: 0, content: plainOf(text) } }];
  }
  const before = images.slice(0, -1).map((image) => pictureOf(image, ''));
  return [...before, pictureOf(last, text === '' ? last.alt : text)];
}

// The address stays ours: `send` hands the picture over first, and sends what QQ calls it.
function pictureOf(image: BlockOf<'image'>, text: string): NativePart {
  // QQ takes no empty content with a picture.
  const content = text === '' ? ' ' : plainOf(text);
  return { method: 'image', payload: { msg_type: 7, content, image_url: image.url } };
}

function rowOf(row: readonly Button[], locale: string) {
  const unsupport_tips = locale.startsWith('zh') ? '请升级 QQ 后再点' : 'Please update QQ first';
  return {
    buttons: row.map((button) => ({
      render_data: { label: button.label, visited_label: button.label, style: 1 },
      action: {
        type: button.kind === 'link' ? 0 : 1,
        permission: { type: 2 },
        data: button.kind === 'link' ? button.url : button.action,
        unsupport_tips,
      },
    })),
  };
}

/** Escapes what QQ would take for a mention or a face, and nothing else: links hold ampersands. */
function plainOf(text: string): string {
  return text.replace(/&(?=(?:amp|lt|gt);)/g, '&amp;').replace(/<(?=[@#]|emoji:)/g, '&lt;');
}

/** Our texts are plain: what would be Markdown is taken literally, and each line stays a line. */
function markdownOf(text: string): string {
  return text
    .replace(/[\\`*_~[\]<>]/g, '\\$&')
    .replace(/^(\s*)([#+-])(?=\s)/gm, '$1\\$2')
    .replace(/^(\s*\d+)\.(?=\s)/gm, '$1\\.')
    .replaceAll('\n', '\n\n')
    .replace(/\n{4,}/g, '\n\n\u200B\n\n');
}

function faultsIn(blocks: readonly Block[], partCount: number, rules: Rules): Violation[] {
  const found = violationsOf(blocks, (block) => faultsOf(block, rules));
  const text = wholeText(blocks);
  const at = firstTextAt(blocks);
  const hasButtons = blocksOf(blocks, 'buttons').some(({ rows }) => rows.length > 0);
  const whole = [
    ...(text.length > rules.textMax
      ? [tooMany(text.length, 'characters of text', rules.textMax)]
      : []),
    ...(text.trim() === '' && blocksOf(blocks, 'image').length === 0
      ? ['there is neither text nor picture']
      : []),
    ...(text.trim() === '' && hasButtons ? ['buttons need a text above them'] : []),
    ...(partCount > limits.parts ? [tooMany(partCount, 'messages at once', limits.parts)] : []),
  ];
  return [...found, ...whole.map((message) => ({ block: at, message }))];
}

function faultsOf(block: Block, rules: Rules): string[] {
  if (block.kind === 'text') return linksIn(block.text).flatMap((url) => hostFaults(url, rules));
  // A picture is fetched by QQ, and shown as QQ's own: its host needs no registration.
  if (block.kind === 'image') return pictureFaults(block);
  const { rows } = block;
  return [
    ...(rules.hasKeyboard || rows.length === 0
      ? []
      : ['buttons need `keyboard: true`, which QQ grants by invitation']),
    ...rowFaults(rows, limits),
    ...rows.flat().flatMap((button) => faultsOfButton(button, rules)),
  ];
}

function faultsOfButton(button: Button, rules: Rules): string[] {
  const faults = buttonFaults(button, limits);
  if (button.kind === 'action' || !isWebUrl(button.url)) return faults;
  return [...faults, ...hostFaults(button.url, rules)];
}

function linksIn(text: string): string[] {
  return text.match(/https?:\/\/[^\s<>"'\u3000-\u303f\uff00-\uffef]+/gi) ?? [];
}

function hostFaults(url: string, { urlDomains }: Rules): string[] {
  if (urlDomains === null || !URL.canParse(url)) return [];
  const { hostname } = new URL(url);
  const isKnown = urlDomains.some(
    (domain) => hostname === domain || hostname.endsWith(`.${domain}`),
  );
  return isKnown ? [] : [`a link to ${hostname}, which url_domains does not name`];
}
