import type { Form } from './render.js';
import type { NoticeField, NoticeTemplate } from './settings.js';
import type { Words } from './words.js';

export const noticeMethod = 'message/subscribe/bizsend';

/** Filled in when it is sent: a notice waits in the queue like anything else. */
export const timeMark = '\u0000time';

/**
 * A subscription notice (订阅通知): the template's fields hold a few characters each, and the card leads to the first
 * link. What does not fit is cut only where there is a link to the rest.
 */
export function noticeParts(
  { text, images, links }: Words,
  notices: readonly NoticeTemplate[],
  template: string,
): Form {
  const notice = notices.find((each) => each.template === template);
  if (notice === undefined) {
    return { parts: [], faults: [`no notice of the template ${template} is set up in shop.yaml`] };
  }
  const [first = '', ...rest] = text.trim().split('\n');
  const title = first === '' ? (images[0]?.alt ?? links[0]?.label ?? '') : first;
  const said = { title: oneLine(title), text: oneLine(rest.join(' ')) };
  // A template with one field for words gets all of them there.
  const hasText = notice.fields.some(({ kind }) => kind === 'text');
  const whole = hasText ? said : { title: oneLine(`${said.title} ${said.text}`), text: '' };
  const filled = notice.fields.map((field) => ({ field, value: wordsIn(field, whole) }));
  const data = filled.map(({ field, value }) => [field.name, { value: cut(value, field.max) }]);
  const isCut = filled.some(({ field, value }) => lengthOf(value) > field.max);
  const [link] = links;
  const payload = {
    template_id: template,
    ...(link === undefined ? {} : { page: link.url }),
    data: Object.fromEntries(data) as Readonly<Record<string, { readonly value: string }>>,
  };
  const faults = [
    ...(isCut && link === undefined
      ? ['too long for a notice, and no link leads to the rest']
      : []),
    ...(whole.title === '' ? ['a notice needs words'] : []),
  ];
  return { parts: [{ method: noticeMethod, payload }], faults };
}

function wordsIn(
  field: NoticeField,
  said: { readonly title: string; readonly text: string },
): string {
  switch (field.kind) {
    case 'title':
      return said.title;
    case 'text':
      // A field must not be empty.
      return said.text === '' ? said.title : said.text;
    case 'literal':
      return field.literal;
    case 'time':
      return timeMark;
  }
}

/** The platform takes no line breaks here. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function lengthOf(text: string): number {
  return [...text].length;
}

function cut(text: string, max: number): string {
  if (lengthOf(text) <= max) return text;
  return `${[...text].slice(0, max - 1).join('')}…`;
}
