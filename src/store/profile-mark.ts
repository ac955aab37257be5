import { randomUUID } from 'node:crypto';
import { sqltag as sql } from '@prisma/client/runtime/client';
import type { ProfileMark } from '../ports/profile-store.js';
import type { Tx } from './database.js';

/** In `meta`: how far profiles have come. */
const key = 'profiles';

export async function readMark({ query }: Pick<Tx, 'query'>): Promise<ProfileMark | null> {
  const [row] = await query<{ value: string }>(sql`SELECT value FROM meta WHERE key = ${key}`);
  return row === undefined ? null : (JSON.parse(row.value) as ProfileMark);
}

/**
 * Moves the mark from where a pass found it. If another pass moved it meanwhile, the two may have written over each
 * other's rows, the later with the older figures: then the lower mark holds, and what lies behind it is done again.
 */
export async function moveMark(
  tx: Tx,
  from: ProfileMark | null,
  to: Omit<ProfileMark, 'token'>,
): Promise<void> {
  const moved = await tx.execute(sql`
    INSERT INTO meta (key, value) VALUES (${key}, ${textOf(marked(to))})
    ON CONFLICT (key) DO UPDATE SET value = excluded.value
    WHERE meta.value = ${from === null ? '' : textOf(from)}`);
  if (moved === 1) return;
  // PostgreSQL holds the row locked although the statement did not change it.
  const current = await readMark(tx);
  if (current !== null) await putMark(tx, marked(lowerOf(current, to)));
}

/** Sends everybody's profile back to the start: what they all rest on has changed. */
export function clearMark(tx: Tx): Promise<void> {
  return putMark(tx, marked({ throughInteractionId: 0, asOf: 0, timezone: noZone }));
}

const noZone = '';

function marked(mark: Omit<ProfileMark, 'token'>): ProfileMark {
  return { ...mark, token: randomUUID() };
}

function lowerOf(one: ProfileMark, other: Omit<ProfileMark, 'token'>): Omit<ProfileMark, 'token'> {
  return {
    throughInteractionId: Math.min(one.throughInteractionId, other.throughInteractionId),
    asOf: Math.max(one.asOf, other.asOf),
    timezone: one.timezone === other.timezone ? one.timezone : noZone,
  };
}

async function putMark(tx: Tx, mark: ProfileMark): Promise<void> {
  await tx.execute(sql`
    INSERT INTO meta (key, value) VALUES (${key}, ${textOf(mark)})
    ON CONFLICT (key) DO UPDATE SET value = excluded.value`);
}

// One order of keys, because marks are compared as text.
function textOf({ throughInteractionId, asOf, timezone, token }: ProfileMark): string {
  return JSON.stringify({ throughInteractionId, asOf, timezone, token });
}
