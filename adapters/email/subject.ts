import type { Block } from '../../src/domain/message/message.js';

// Longer ones are cut by the programs that show them.
const subjectMax = 78;
const preheaderMax = 120;

/** The first line of the first text, or its first sentence where the line is too long. */
export function subjectOf(blocks: readonly Block[]): string {
  const line = linesOf(blocks)[0] ?? altOf(blocks);
  if ([...line].length <= subjectMax) return line;
  const sentence = /^.*?(?:[.!?](?=\s)|[。！？])/u.exec(line)?.[0].trim();
  if (sentence !== undefined && [...sentence].length <= subjectMax) return sentence;
  return cut(line, subjectMax);
}

/** What a list of mails shows behind the subject: what comes after it. */
export function preheaderOf(blocks: readonly Block[]): string {
  const subject = subjectOf(blocks);
  const whole = linesOf(blocks).join(' ');
  const rest = whole.startsWith(subject) ? whole.slice(subject.length).trim() : whole;
  return cut(rest, preheaderMax);
}

function linesOf(blocks: readonly Block[]): string[] {
  return blocks
    .flatMap((block) => (block.kind === 'text' ? block.text.split('\n') : []))
    .map(tidy)
    .filter((line) => line !== '');
}

function altOf(blocks: readonly Block[]): string {
  const [alt = ''] = blocks.flatMap((block) => (block.kind === 'image' ? [tidy(block.alt)] : []));
  return alt;
}

function tidy(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

// At a space where there is one near the end; Chinese has none.
function cut(text: string, most: number): string {
  const points = [...text];
  if (points.length <= most) return text;
  const head = points.slice(0, most - 1).join('');
  const space = head.lastIndexOf(' ');
  return `${(space > head.length * 0.6 ? head.slice(0, space) : head).trimEnd()}…`;
}
