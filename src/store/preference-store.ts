import type { PreferenceStore, Preferences } from '../ports/preference-store.js';
import type { Database, Tx } from './database.js';
import { writePriority } from './writer.js';

export function preferenceStore(database: Database): PreferenceStore {
  return {
    of: async (customerId) => (await storedIn(database, customerId)) ?? none,
    save: (customerId, change, at) =>
      database.write(writePriority.reply, async (tx) => {
        const before = (await storedIn(tx, customerId)) ?? none;
        await put(tx, customerId, { ...before, ...change }, at);
      }),
  };
}

const none: Preferences = { quietHours: null, maxPerWeek: null, mutedTopics: [] };

/** The merged person gets whichever wish asks for less. */
export async function mergePreferences(
  tx: Tx,
  from: number,
  to: number,
  at: number,
): Promise<void> {
  const moving = await storedIn(tx, from);
  if (moving === null) return;
  const staying = (await storedIn(tx, to)) ?? none;
  const limits = [moving.maxPerWeek, staying.maxPerWeek].filter((limit) => limit !== null);
  const merged: Preferences = {
    quietHours: staying.quietHours ?? moving.quietHours,
    maxPerWeek: limits.length === 0 ? null : Math.min(...limits),
    mutedTopics: [...new Set([...staying.mutedTopics, ...moving.mutedTopics])],
  };
  await put(tx, to, merged, at);
}

async function storedIn(tx: Pick<Tx, 'models'>, customerId: number): Promise<Preferences | null> {
  const row = await tx.models.preference.findUnique({ where: { customerId } });
  if (row === null) return null;
  const { quietFromMinute: fromMinute, quietUntilMinute: untilMinute, maxPerWeek } = row;
  const quietHours =
    fromMinute === null || untilMinute === null ? null : { fromMinute, untilMinute };
  return { quietHours, maxPerWeek, mutedTopics: JSON.parse(row.mutedTopics) as string[] };
}

async function put(
  tx: Tx,
  customerId: number,
  { quietHours, maxPerWeek, mutedTopics }: Preferences,
  at: number,
): Promise<void> {
  const data = {
    quietFromMinute: quietHours?.fromMinute ?? null,
    quietUntilMinute: quietHours?.untilMinute ?? null,
    maxPerWeek,
    mutedTopics: JSON.stringify(mutedTopics),
    updatedAt: BigInt(at),
  };
  await tx.models.preference.upsert({
    where: { customerId },
    create: { customerId, ...data },
    update: data,
  });
}
