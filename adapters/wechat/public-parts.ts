import type { NativePart } from '../../src/ports/channel.js';
import { tooMany } from '../common/block-faults.js';
import type { Form } from './render.js';
import { answerLines, linkLines } from './text-lines.js';
import { limits, type Words } from './words.js';

export const massMethod = 'message/mass/sendall';

/** Pictures of one mass send; WeChat takes twenty. */
const mostPictures = 20;

/** A mass send (群发): one call whatever it holds, for each is one of the few of the day or month. */
export function publicParts({ text, images, links, actions, isChinese }: Words): Form {
  const lines = [
    ...(text.trim() === '' ? [] : [text]),
    ...linkLines(links),
    ...answerLines(actions, isChinese),
  ];
  const content = lines.join('\n');
  const bytes = Buffer.byteLength(content);
  const faults = [
    ...(bytes > limits.textBytes ? [tooMany(bytes, 'bytes of text', limits.textBytes)] : []),
    ...(images.length > mostPictures ? [tooMany(images.length, 'pictures', mostPictures)] : []),
    ...(content === '' && images.length === 0 ? ['there is neither text nor picture'] : []),
  ];
  const payload: NativePart['payload'] =
    images.length === 0
      ? { msgtype: 'text', text: { content } }
      : { msgtype: 'image', images: { urls: images.map(({ url }) => url), recommend: content } };
  return { parts: [{ method: massMethod, payload }], faults };
}
