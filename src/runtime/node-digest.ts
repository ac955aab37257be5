import { createHash, timingSafeEqual } from 'node:crypto';
import type { Digest } from '../ports/digest.js';

export const nodeDigest: Digest = {
  sha256: (text) => createHash('sha256').update(text).digest('hex'),
  isEqual: (a, b) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b)),
};
