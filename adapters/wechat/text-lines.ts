import type { Words } from './words.js';

/** Where there are no buttons: the customer may answer with the words themselves. */
export function answerLines(actions: Words['actions'], isChinese: boolean): string[] {
  return actions.map(({ label }) => (isChinese ? `回复“${label}”` : `Reply “${label}”`));
}

/** WeChat makes a bare address a link by itself. */
export function linkLines(links: Words['links']): string[] {
  return links.map(({ label, url }) => `${label}: ${url}`);
}
