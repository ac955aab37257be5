import { isApiScope } from '../domain/api-scope.js';
import type { ApiKeyRecord, ApiKeyStore } from '../ports/api-key-store.js';
import type { Database } from './database.js';
import { writePriority } from './writer.js';

export function apiKeyStore(database: Database): ApiKeyStore {
  const write = <T>(work: Parameters<typeof database.write<T>>[1]) =>
    database.write(writePriority.normal, work);
  return {
    add: (key) =>
      write(async (tx) => {
        const data = {
          ...key,
          scopes: JSON.stringify(key.scopes),
          createdAt: BigInt(key.createdAt),
        };
        return (await tx.models.apiKey.create({ data })).id;
      }),
    list: async () =>
      (await database.models.apiKey.findMany({ orderBy: { id: 'asc' } })).map(toRecord),
    byHash: async (hash) => {
      const row = await database.models.apiKey.findUnique({ where: { hash } });
      return row === null ? null : toRecord(row);
    },
    touch: (id, at) =>
      write(async (tx) => {
        await tx.models.apiKey.updateMany({ where: { id }, data: { lastUsedAt: BigInt(at) } });
      }),
    revoke: (id, at) =>
      write(async (tx) => {
        const where = { id, revokedAt: null };
        const { count } = await tx.models.apiKey.updateMany({
          where,
          data: { revokedAt: BigInt(at) },
        });
        return count === 1;
      }),
  };
}

type Row = NonNullable<Awaited<ReturnType<Database['models']['apiKey']['findUnique']>>>;

function toRecord(row: Row): ApiKeyRecord {
  const optional = (at: bigint | null) => (at === null ? null : Number(at));
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    hash: row.hash,
    scopes: (JSON.parse(row.scopes) as string[]).filter(isApiScope),
    createdAt: Number(row.createdAt),
    lastUsedAt: optional(row.lastUsedAt),
    revokedAt: optional(row.revokedAt),
  };
}
