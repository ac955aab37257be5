import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/domain/recommender/crc32.js';
import { itemKnn } from '../../../src/domain/recommender/item-knn.js';
import {
  decodeModel,
  encodeModel,
  ModelBytesError,
} from '../../../src/domain/recommender/model-bytes.js';
import { pack, unpack } from '../../../src/domain/recommender/packed.js';
import type { PickModel } from '../../../src/domain/recommender/pick-model.js';
import { smallShop } from '../../contract/recommender.js';

function smallModel(): PickModel {
  return {
    name: 'item-knn',
    productIds: Int32Array.of(3, 8, 9, 40, 41, 70_000),
    learnt: { similarities: itemKnn.fit(smallShop(), { k: 3, shrink: 1 }).similarities },
    popularity: Float32Array.of(0.5, 3, 2, 0, 1, 0.25),
  };
}

it('computes the check value of CRC-32', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});

describe('pack', () => {
  it('gives back any plain data, typed arrays by their type', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    const arrays = fc.oneof(
      fc.int32Array(),
      fc.float32Array(),
      fc.float64Array(),
      fc.uint16Array(),
      fc.uint8Array(),
    );
    const leaf = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      number,
      fc.boolean(),
      fc.constant(null),
      arrays,
    );
    const name = fc.string().filter((text) => text !== '$' && text !== '__proto__');
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(name, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(unpack(pack(value))).toStrictEqual(value);
      }),
    );
  });

  it('keeps numbers that JSON has no word for inside arrays, and whole numbers beyond two bytes', () => {
    const value = {
      shelf: Float32Array.of(0.5, Number.NaN, -Infinity),
      wide: Int32Array.of(-1, 65_536),
      narrow: Int32Array.of(0, 65_535),
      none: new Int32Array(0),
    };
    expect(unpack(pack(value))).toEqual(value);
  });

  it('takes two bytes for a whole number below 65,536', () => {
    const sizeOf = (value: number) => pack(new Int32Array(1_000).fill(value)).length;
    expect(sizeOf(65_536) - sizeOf(65_535)).toBe(2_000);
  });

  it.each([[undefined], [() => 1], [Number.NaN], [new BigInt64Array(1)]])('refuses %o', (value) => {
    expect(() => pack({ value })).toThrow(TypeError);
  });
});

describe('decodeModel', () => {
  it('gives back what was stored', () => {
    const model = smallModel();
    expect(decodeModel(encodeModel(model))).toEqual(model);
  });

  it('reads bytes that lie inside a larger buffer', () => {
    const bytes = encodeModel(smallModel());
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 5);
    expect(decodeModel(larger.subarray(5, 5 + bytes.length))).toEqual(smallModel());
  });

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

  it('names the version of another format', () => {
    const bytes = encodeModel(smallModel());
    bytes[4] = 4;
    expect(() => decodeModel(bytes)).toThrow('format 4');
  });

  it('refuses a model that only a later Hawker knows', () => {
    const bytes = pack({ ...smallModel(), name: 'oracle' });
    expect(() => decodeModel(bytes)).toThrow('oracle');
  });
});
