import type { Button } from '../../src/domain/message/message.js';
import type { Words } from './words.js';

/** What the law and the recipient want to find under every mail. */
export interface Footer {
  readonly words: Words;
  readonly sender: string;
  readonly postalAddress: string;
  /** Null under an answer that somebody has just asked for. */
  readonly leaveUrl: string | null;
}

/** Where pressing a button leads. */
export type PressUrl = (button: Button) => string;
