import { XMLParser } from 'fast-xml-parser';

const parser = new XMLParser({
  ignoreAttributes: true,
  // MsgId has more digits than a number holds.
  parseTagValue: false,
  trimValues: false,
  // WeChat puts words into CDATA; an entity is somebody's attempt.
  processEntities: false,
  maxNestedTags: 8,
  isArray: (name) => name === 'List',
});

/** A document of WeChat's, or null for anything else. Its size is the caller's to limit. */
export function parseXml(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // Only before the root can one stand; a customer may write the word.
    if (!/^\s*<xml>/.test(text)) return null;
    const parsed = parser.parse(text) as { readonly xml?: unknown };
    return parsed.xml ?? null;
  } catch {
    return null;
  }
}
