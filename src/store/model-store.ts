import { sqltag as sql } from '@prisma/client/runtime/client';
import type { ModelStore, NewModel } from '../ports/model-store.js';
import type { Database, Tx } from './database.js';
import { writePriority } from './writer.js';

const keptVersions = 3;

export function modelStore(database: Database): ModelStore {
  return {
    save: (model) => database.write(writePriority.normal, (tx) => save(tx, model)),
    async newest(kind) {
      const row = await database.models.modelSnapshot.findFirst({
        where: { kind },
        orderBy: { version: 'desc' },
        select: { id: true, version: true, metrics: true, trainedAt: true },
      });
      if (row === null) return null;
      const metrics: unknown = JSON.parse(row.metrics);
      return { id: row.id, version: row.version, metrics, trainedAt: Number(row.trainedAt) };
    },
    async bytes(id) {
      const row = await database.models.modelSnapshot.findUnique({
        where: { id },
        select: { bytes: true },
      });
      return row && new Uint8Array(row.bytes);
    },
  };
}

async function save(tx: Tx, model: NewModel): Promise<number> {
  const { kind, metrics, bytes, trainedAt, isKeptForEver = false } = model;
  // Two trainings at once would both take the next number; SQLite lets one writer through anyway.
  if (tx.dialect === 'postgresql')
    await tx.execute(sql`LOCK TABLE model_snapshot IN SHARE ROW EXCLUSIVE MODE`);
  const { _max } = await tx.models.modelSnapshot.aggregate({
    where: { kind },
    _max: { version: true },
  });
  const version = (_max.version ?? 0) + 1;
  await tx.models.modelSnapshot.create({
    data: {
      kind,
      version,
      metrics: JSON.stringify(metrics),
      bytes: new Uint8Array(bytes),
      trainedAt: BigInt(trainedAt),
    },
  });
  if (!isKeptForEver)
    await tx.models.modelSnapshot.deleteMany({
      where: { kind, version: { lte: version - keptVersions } },
    });
  return version;
}
