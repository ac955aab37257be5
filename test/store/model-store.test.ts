import { expect, it } from 'vitest';
import { modelStore } from '../../src/store/model-store.js';
import { onEachDatabase } from '../support/databases.js';

onEachDatabase('model store', (test) => {
  const model = (kind: string, trainedAt: number, bytes = new Uint8Array([1, 0, 255])) => ({
    kind,
    metrics: { figure: 0.5 },
    bytes,
    trainedAt,
  });

  it('has no model before the first', async () => {
    const models = modelStore(test.database());
    expect(await models.newest('none')).toBeNull();
    expect(await models.bytes(987_654)).toBeNull();
  });

  it('counts versions from 1 by kind and gives back the newest, bytes and all', async () => {
    const models = modelStore(test.database());
    expect(await models.save(model('knn', 1_795_225_212_283))).toBe(1);
    expect(await models.save(model('other', 6))).toBe(1);
    expect(await models.save(model('knn', 1_795_225_212_999))).toBe(2);
    const newest = await models.newest('knn');
    expect(newest).toEqual({
      id: expect.any(Number),
      version: 2,
      metrics: { figure: 0.5 },
      trainedAt: 1_795_225_212_999,
    });
    expect([...((await models.bytes(newest?.id ?? 0)) ?? [])]).toEqual([1, 0, 255]);
  });

  it('keeps the last three versions of a kind, and the other kinds', async () => {
    const models = modelStore(test.database());
    const newestId = async (kind: string) => (await models.newest(kind))?.id ?? 0;
    await models.save(model('kept', 1));
    const ids: number[] = [];
    for (let n = 1; n <= 5; n++) {
      await models.save(model('many', n));
      ids.push(await newestId('many'));
    }
    const kept = await Promise.all(ids.map((id) => models.bytes(id)));
    expect(kept.map((bytes) => bytes !== null)).toEqual([false, false, true, true, true]);
    expect(await models.bytes(await newestId('kept'))).not.toBeNull();
  });

  it('never gives an id twice, even when the models were cleared away', async () => {
    const models = modelStore(test.database());
    await models.save(model('again', 1));
    const before = await models.newest('again');
    await test.database().write(2, (tx) => tx.models.modelSnapshot.deleteMany());
    await models.save(model('again', 1));
    const after = await models.newest('again');
    expect([before?.version, after?.version]).toEqual([1, 1]);
    expect(after?.id).not.toBe(before?.id);
  });

  it('gives trainings that end together different versions', async () => {
    const models = modelStore(test.database());
    const versions = await Promise.all([1, 2, 3, 4].map((n) => models.save(model('race', n))));
    expect(versions.sort()).toEqual([1, 2, 3, 4]);
  });

  it('holds megabytes', async () => {
    const models = modelStore(test.database());
    const bytes = Uint8Array.from({ length: 5_000_000 }, (_, i) => (i * 31) % 251);
    await models.save(model('large', 1, bytes));
    const found = await models.bytes((await models.newest('large'))?.id ?? 0);
    expect(found !== null && Buffer.compare(found, bytes)).toBe(0);
  });
});
