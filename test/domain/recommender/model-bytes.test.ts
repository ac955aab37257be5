import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/domain/recommender/crc32.js';
import { itemKnn } from '../../../src/domain/recommender/item-knn.js';
import {
  decodeModel,
  encodeModel,
  ModelBytesError,
} from '../../../src/domain/recommender/model-bytes.js';
import type { PickModel } from '../../../src/domain/recommender/pick-model.js';
import { smallShop } from '../../contract/recommender.js';

function smallModel(): PickModel {
  return {
    name: 'item-knn',
    productIds: Int32Array.of(3, 8, 9, 40, 41, 70_000),
    similarities: itemKnn.fit(smallShop(), { k: 3, shrink: 1 }).similarities,
    blend: null,
    popularity: Float32Array.of(0.5, 3, 2, 0, 1, 0.25),
  };
}

const shelf = Float32Array.of(0.5, -3, Number.NaN, 0, 1, 0.25);

it('computes the check value of CRC-32', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});

describe('encodeModel', () => {
  it('gives back what was stored', () => {
    const model = smallModel();
    expect(decodeModel(encodeModel(model))).toEqual(model);
  });

  it.each([
    { name: 'rp3beta', blend: null },
    { name: 'ease', blend: null },
    { name: 'hybrid', blend: { weight: 0.7, halfLifeDays: 90, shelf } },
    { name: 'hybrid', blend: { weight: 0.7, halfLifeDays: null, shelf } },
    { name: 'recent-popularity', blend: null },
  ] as const)('keeps that it is $name, with its blend', (kind) => {
    const model = { ...smallModel(), ...kind };
    expect(decodeModel(encodeModel(model))).toEqual(model);
  });

  it('reads bytes that lie inside a larger buffer', () => {
    const bytes = encodeModel(smallModel());
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 5);
    expect(decodeModel(larger.subarray(5, 5 + bytes.length))).toEqual(smallModel());
  });

  it('takes 6 bytes for a similarity of a small catalogue', () => {
    const model = smallModel();
    const similarities = model.similarities.columns.length;
    expect(encodeModel(model)).toHaveLength(16 + 6 * 12 + 4 + 6 * similarities + 4);
  });

  it('keeps item numbers beyond 16 bits of a large catalogue', () => {
    const itemCount = 70_000;
    const starts = new Int32Array(itemCount + 1).fill(1);
    starts[0] = 0;
    const columns = Int32Array.of(69_999);
    const weights = Float32Array.of(0.5);
    const similarities = { rowCount: itemCount, columnCount: itemCount, starts, columns, weights };
    const model: PickModel = {
      name: 'ease',
      productIds: Int32Array.from({ length: itemCount }, (_, i) => i + 1),
      similarities,
      blend: null,
      popularity: new Float32Array(itemCount),
    };
    expect(decodeModel(encodeModel(model)).similarities.columns).toEqual(columns);
  });
});

describe('decodeModel', () => {
  it('notices any single changed byte', () => {
    const bytes = encodeModel(smallModel());
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => decodeModel(changed), `byte ${at}`).toThrow(ModelBytesError);
    }
  });

  it.each([0, 3, 16, 40, -1])('refuses bytes cut at %i', (end) => {
    expect(() => decodeModel(encodeModel(smallModel()).slice(0, end))).toThrow(ModelBytesError);
  });

  it('names the version of a later format', () => {
    const bytes = encodeModel(smallModel());
    bytes[4] = 3;
    expect(() => decodeModel(bytes)).toThrow('format 3');
  });

  it('reads what an earlier Hawker stored: item-kNN of one similarity', () => {
    // Version 1 by its own description: two products 5 and 9, popularity 1 and 2, s(0, 1) = 0.5.
    const body = Uint8Array.of(
      ...[0x48, 0x57, 0x4b, 0x4d, 1, 2, 0, 0],
      ...[2, 0, 0, 0, 1, 0, 0, 0],
      ...[5, 0, 0, 0, 9, 0, 0, 0],
      ...[0, 0, 0x80, 0x3f, 0, 0, 0, 0x40],
      ...[0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0],
      ...[1, 0],
      ...[0, 0, 0, 0x3f],
    );
    const bytes = new Uint8Array(body.length + 4);
    bytes.set(body);
    new DataView(bytes.buffer).setUint32(body.length, crc32(body), true);
    expect(decodeModel(bytes)).toEqual({
      name: 'item-knn',
      productIds: Int32Array.of(5, 9),
      similarities: {
        rowCount: 2,
        columnCount: 2,
        starts: Int32Array.of(0, 1, 1),
        columns: Int32Array.of(1),
        weights: Float32Array.of(0.5),
      },
      blend: null,
      popularity: Float32Array.of(1, 2),
    });
  });
});
