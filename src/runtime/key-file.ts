import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { UserError } from '../domain/user-error.js';

/** The secret from the environment; or, beside an embedded database only, from a file made on first use (mode 0600). */
export function loadSecret(
  fromEnvironment: string | undefined,
  keyFile: string | null,
): Uint8Array {
  if (fromEnvironment !== undefined) return Buffer.from(fromEnvironment, 'hex');
  if (keyFile === null) {
    throw new UserError('HAWKER_KEY is not set: names and chat addresses are stored encrypted', {
      hint: `make one, keep it safe, set it on every worker: HAWKER_KEY=${randomBytes(32).toString('hex')}`,
    });
  }
  if (!existsSync(keyFile))
    writeFileSync(keyFile, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  const text = readFileSync(keyFile, 'utf8').trim();
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  throw new UserError(`${keyFile} does not hold a key (64 hexadecimal digits)`, {
    hint: 'restore it from your backup; a new key cannot read what the old one wrote',
  });
}
