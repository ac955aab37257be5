import type { NativePart } from '../../src/ports/channel.js';
import { tooMany } from '../common/block-faults.js';
import type { Form } from './render.js';
import { answerLines, linkLines } from './text-lines.js';
import { limits, plain, type Words } from './words.js';

const method = 'message/custom/send';

// What the card of one article shows before it cuts, by eye; a longer text is said in full beside its picture.
const card = { title: 64, description: 120 } as const;

// With the words they are the three messages that a press on the menu allows.
const mostPictures = 2;

/** Customer-service messages (客服消息): one call each, and each counts against the window. */
export function replyParts(words: Words, type: 'service' | 'subscription'): Form {
  const article = articleOf(words);
  if (article !== null) return { parts: [article], faults: [] };
  const said = withFewPictures(words);
  const pictures = said.images.map(({ url }) => part('image', { url }));
  const spoken = type === 'service' && said.actions.length > 0 ? menuOf(said) : textOf(said);
  if (spoken === null) {
    const faults = pictures.length === 0 ? ['there is neither text nor picture'] : [];
    return { parts: pictures, faults };
  }
  const { bytes } = spoken;
  const isLong = bytes > limits.textBytes;
  const faults = isLong ? [tooMany(bytes, 'bytes of text with its buttons', limits.textBytes)] : [];
  return { parts: [...pictures, spoken.part], faults };
}

/** What is over becomes a link: a message of more parts than a window has would never go. */
function withFewPictures(words: Words): Words {
  const { images, links } = words;
  const over = images
    .slice(mostPictures)
    .map(({ alt, url }) => ({ kind: 'link' as const, label: alt === '' ? '📷' : alt, url }));
  return { ...words, images: images.slice(0, mostPictures), links: [...over, ...links] };
}

function part(msgtype: string, content: unknown): NativePart {
  return { method, payload: { msgtype, [msgtype]: content } };
}

/** A picture, a few words and one link are what WeChat calls an article: one call, and no upload. */
function articleOf({ text, images, links, actions }: Words): NativePart | null {
  const [image, ...moreImages] = images;
  const [link, ...moreLinks] = links;
  if (image === undefined || link === undefined) return null;
  if (moreImages.length + moreLinks.length + actions.length > 0) return null;
  const [first = '', ...rest] = text.split('\n');
  const title = first.trim() === '' ? link.label : first.trim();
  const description = rest.join('\n').trim();
  if ([...title].length > card.title || [...description].length > card.description) return null;
  return part('news', { articles: [{ title, description, url: link.url, picurl: image.url }] });
}

function textOf(words: Words) {
  const lines = [
    ...(words.text.trim() === '' ? [] : [words.text]),
    ...words.links.map(
      ({ label, url }) => `<a href="${url.replaceAll('"', '%22')}">${bare(label)}</a>`,
    ),
    ...answerLines(words.actions, words.isChinese),
  ];
  if (lines.length === 0) return null;
  const content = lines.join('\n');
  return { part: part('text', { content }), bytes: Buffer.byteLength(content) };
}

function bare(label: string): string {
  return label.replace(/[<>]/g, '');
}

/** 菜单消息: what is pressed comes back as a text with the item's id. Service accounts only. */
function menuOf(words: Words) {
  const { text, actions, images, isChinese } = words;
  const list = actions
    .slice(0, limits.menuItems)
    .map(({ label, action }) => ({ id: action, content: plain(label) }));
  const head = text.trim() === '' ? (images[0]?.alt ?? '…') : text;
  const tail = [
    ...linkLines(words.links),
    ...answerLines(actions.slice(limits.menuItems), isChinese),
  ].join('\n');
  const menu = { head_content: head, list, tail_content: tail };
  const all = [head, tail, ...list.map(({ content }) => content)].join('\n');
  return { part: part('msgmenu', menu), bytes: Buffer.byteLength(all) };
}
