import { answerLine } from '../../src/domain/message/plain-message.js';
import type { Words } from './words.js';

/** Where there are no buttons: what the customer may answer instead. */
export function answerLines(actions: Words['actions'], isChinese: boolean): string[] {
  return actions.map((button) => answerLine(button, isChinese));
}

/** WeChat makes a bare address a link by itself. */
export function linkLines(links: Words['links']): string[] {
  return links.map(({ label, url }) => `${label}: ${url}`);
}
