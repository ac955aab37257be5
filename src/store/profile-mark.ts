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
 * other's rows, the later with the older figures: then the lower mark holds, and what lies behind it is done again. If that
 * other pass followed a change of the catalogue besides, which this one may not have seen, all is done again.
 *
 * @returns whether nobody else moved it
 */
export async function moveMark(
  tx: Tx,
  { from, to }: { readonly from: ProfileMark | null; readonly to: MarkedPlace },
  hasShelfChanged: boolean,
): Promise<boolean> {
  const shelf = hasShelfChanged ? randomUUID() : from?.shelf;
  const moved = await tx.execute(sql`
    INSERT INTO meta (key, value) VALUES (${key}, ${textOf(marked(to, shelf))})
    ON CONFLICT (key) DO UPDATE SET value = excluded.value
    WHERE meta.value = ${from === null ? '' : textOf(from)}`);
  if (moved === 1) return true;
  // PostgreSQL holds the row locked although the statement did not change it.
  const current = await readMark(tx);
  if (current !== null) {
    const place =
      current.shelf === from?.shelf ? lowerOf(current, to) : { ...to, timezone: noZone };
    await putMark(tx, marked(place, current.shelf));
  }
  return false;
}

type MarkedPlace = Omit<ProfileMark, 'token' | 'shelf'>;

/** Of a mark from which the next pass begins anew, with everybody. */
const noZone = '';

function marked(place: MarkedPlace, shelf: string | undefined): ProfileMark {
  return { ...place, shelf, token: randomUUID() };
}

function lowerOf(one: MarkedPlace, other: MarkedPlace): MarkedPlace {
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
function textOf({ throughInteractionId, asOf, timezone, shelf, token }: ProfileMark): string {
  return JSON.stringify({ throughInteractionId, asOf, timezone, shelf, token });
}
