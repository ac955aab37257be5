import { type Interest, interestsOf } from '../domain/catalogue/interest.js';
import { noWishes } from '../domain/conversation/wish.js';
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

const none: Preferences = { ...noWishes, mutedTopics: [] };

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
    // "Only bags" of one and "only lamps" of the other leave bags and lamps.
    onlyInterests: eachOnce([...staying.onlyInterests, ...moving.onlyInterests]),
    mutedInterests: eachOnce([...staying.mutedInterests, ...moving.mutedInterests]),
  };
  await put(tx, to, merged, at);
}

function eachOnce(interests: readonly Interest[]): Interest[] {
  return [...new Map(interests.map((each) => [`${each.by} ${each.name}`, each])).values()];
}

async function storedIn(tx: Pick<Tx, 'models'>, customerId: number): Promise<Preferences | null> {
  const row = await tx.models.preference.findUnique({ where: { customerId } });
  if (row === null) return null;
  const { quietFromMinute: fromMinute, quietUntilMinute: untilMinute, maxPerWeek } = row;
  const quietHours =
    fromMinute === null || untilMinute === null ? null : { fromMinute, untilMinute };
  return {
    quietHours,
    maxPerWeek,
    mutedTopics: JSON.parse(row.mutedTopics) as string[],
    onlyInterests: interestsOf(JSON.parse(row.onlyInterests)),
    mutedInterests: interestsOf(JSON.parse(row.mutedInterests)),
  };
}

async function put(
  tx: Tx,
  customerId: number,
  { quietHours, maxPerWeek, mutedTopics, onlyInterests, mutedInterests }: Preferences,
  at: number,
): Promise<void> {
  const data = {
    quietFromMinute: quietHours?.fromMinute ?? null,
    quietUntilMinute: quietHours?.untilMinute ?? null,
    maxPerWeek,
    mutedTopics: JSON.stringify(mutedTopics),
    onlyInterests: JSON.stringify(onlyInterests),
    mutedInterests: JSON.stringify(mutedInterests),
    updatedAt: BigInt(at),
  };
  await tx.models.preference.upsert({
    where: { customerId },
    create: { customerId, ...data },
    update: data,
  });
}
