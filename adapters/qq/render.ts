import type { Block, Button, OutboundMessage } from '../../src/domain/message/message.js';
import type { NativePart, Rendering, Violation } from '../../src/ports/channel.js';
import type { QqSettings } from './settings.js';

export const limits = {
  rows: 5,
  perRow: 5,
  // QQ documents neither; these are what its clients show whole.
  label: 32,
  actionBytes: 100,
  /** Replies to one message of theirs. */
  parts: 5,
} as const;

type Rules = Pick<QqSettings, 'hasKeyboard' | 'urlDomains' | 'textMax'>;
type Of<Kind extends Block['kind']> = Extract<Block, { kind: Kind }>;

/**
 * One call where it fits: a picture takes the text with it. Buttons stand under Markdown only, so a picture with
 * buttons is two calls.
 */
export function render({ locale, blocks }: OutboundMessage, rules: Rules): Rendering {
  const parts = partsOf(blocks, locale);
  const violations = violationsOf(blocks, parts.length, rules);
  return violations.length > 0 ? { ok: false, violations } : { ok: true, parts };
}

function ofKind<Kind extends Block['kind']>(blocks: readonly Block[], kind: Kind): Of<Kind>[] {
  return blocks.filter((block): block is Of<Kind> => block.kind === kind);
}

function textOf(blocks: readonly Block[]): string {
  return ofKind(blocks, 'text')
    .map(({ text }) => text)
    .join('\n\n');
}

function partsOf(blocks: readonly Block[], locale: string): NativePart[] {
  const text = textOf(blocks);
  const images = ofKind(blocks, 'image');
  const rows = ofKind(blocks, 'buttons').flatMap((block) => block.rows);
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
function pictureOf(image: Of<'image'>, text: string): NativePart {
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

function violationsOf(blocks: readonly Block[], partCount: number, rules: Rules): Violation[] {
  const found = blocks.flatMap((block, index) =>
    faultsOf(block, rules).map((message) => ({ block: index, message })),
  );
  const text = textOf(blocks);
  const at = Math.max(
    0,
    blocks.findIndex(({ kind }) => kind === 'text'),
  );
  const hasButtons = ofKind(blocks, 'buttons').some(({ rows }) => rows.length > 0);
  const whole = [
    ...(text.length > rules.textMax
      ? [tooMany(text.length, 'characters of text', rules.textMax)]
      : []),
    ...(text.trim() === '' && ofKind(blocks, 'image').length === 0
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
  if (block.kind === 'image')
    return isWebUrl(block.url) ? [] : ['a picture needs an http or https URL'];
  const { rows } = block;
  const widest = Math.max(0, ...rows.map((row) => row.length));
  return [
    ...(rules.hasKeyboard || rows.length === 0
      ? []
      : ['buttons need `keyboard: true`, which QQ grants by invitation']),
    ...(rows.length > limits.rows ? [tooMany(rows.length, 'rows of buttons', limits.rows)] : []),
    ...(widest > limits.perRow ? [tooMany(widest, 'buttons in a row', limits.perRow)] : []),
    ...rows.flat().flatMap((button) => buttonFaults(button, rules)),
  ];
}

function buttonFaults(button: Button, rules: Rules): string[] {
  const faults: string[] = [];
  if (button.label.trim() === '') faults.push('a button has no label');
  if (button.label.length > limits.label) {
    faults.push(tooMany(button.label.length, 'characters in a label', limits.label));
  }
  if (button.kind === 'link') {
    if (!isWebUrl(button.url)) faults.push(`"${button.label}" needs an http or https URL`);
    else faults.push(...hostFaults(button.url, rules));
    return faults;
  }
  const bytes = Buffer.byteLength(button.action);
  if (bytes === 0) faults.push(`"${button.label}" has no action`);
  if (bytes > limits.actionBytes) {
    faults.push(tooMany(bytes, `bytes in the action of "${button.label}"`, limits.actionBytes));
  }
  return faults;
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

function tooMany(found: number, what: string, most: number): string {
  return `${found} ${what}; ${most} is the most`;
}

function isWebUrl(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
