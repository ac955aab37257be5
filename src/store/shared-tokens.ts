import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Clock } from '../ports/clock.js';
import type { Keyring } from '../ports/keyring.js';
import type { LeaseStore } from '../ports/lease-store.js';
import type { MadeToken, SharedTokens } from '../ports/shared-tokens.js';
import type { Database } from './database.js';
import { writePriority } from './writer.js';

export interface SharedTokenParts {
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly leases: LeaseStore;
  /** Names this process among those that share the database. */
  readonly holder: string;
}

/** Longer than a platform takes to make a token; after a crash the others wait this long at most. */
const makingMs = 15_000;
const lookAgainMs = 100;

/** Tokens kept in the database, sealed: within a process one promise makes one, between processes one lease. */
export function sharedTokens(database: Database, parts: SharedTokenParts): SharedTokens {
  const making = new Map<string, Promise<string>>();
  return {
    async get(name, make, stale) {
      const kept = await keptToken(database, parts, name);
      if (kept !== null && kept !== stale) return kept;
      const underWay = making.get(name);
      if (underWay !== undefined) return underWay;
      const made = makeOnce(database, parts, { name, make, stale }).finally(() =>
        making.delete(name),
      );
      making.set(name, made);
      return made;
    },
  };
}

interface Wanted {
  readonly name: string;
  readonly make: () => Promise<MadeToken>;
  readonly stale: string | undefined;
}

async function makeOnce(
  database: Database,
  parts: SharedTokenParts,
  { name, make, stale }: Wanted,
): Promise<string> {
  const { leases, clock, holder } = parts;
  const lease = `token:${name}`;
  for (;;) {
    const kept = await keptToken(database, parts, name);
    if (kept !== null && kept !== stale) return kept;
    const owner = await leases.acquire({ name: lease, holder, now: clock.now(), forMs: makingMs });
    if (owner === holder) break;
    await new Promise((resolve) => setTimeout(resolve, lookAgainMs));
  }
  try {
    // Somebody may have made it between the look and the lease.
    const kept = await keptToken(database, parts, name);
    if (kept !== null && kept !== stale) return kept;
    const made = await make();
    await keep(database, parts, name, made);
    return made.value;
  } finally {
    await leases.release(lease, holder);
  }
}

async function keptToken(
  database: Database,
  { keyring, clock }: SharedTokenParts,
  name: string,
): Promise<string | null> {
  const [row] = await database.query<{ value: string }>(
    sql`SELECT value FROM shared_token WHERE name = ${name} AND expires_at > ${clock.now()}`,
  );
  return row === undefined ? null : keyring.decrypt(row.value);
}

async function keep(
  database: Database,
  { keyring, clock }: SharedTokenParts,
  name: string,
  { value, expiresAt }: MadeToken,
): Promise<void> {
  const sealed = keyring.encrypt(value);
  const now = clock.now();
  await database.write(writePriority.intent, async (tx) => {
    // What an adapter keeps by picture or post would pile up otherwise.
    await tx.execute(sql`DELETE FROM shared_token WHERE expires_at <= ${now}`);
    await tx.execute(sql`
      INSERT INTO shared_token (name, value, expires_at) VALUES (${name}, ${sealed}, ${expiresAt})
      ON CONFLICT (name) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`);
  });
}
