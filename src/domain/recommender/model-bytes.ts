import { crc32 } from './crc32.js';
import type { PickModelName } from './pick-learners.js';
import type { PickModel } from './pick-model.js';
import type { Blend } from './pick-scorer.js';

// The file format, little-endian, n items, e similarities:
//
//   0  4 bytes  "HWKM"
//   4  u8       format version: 2, or 1, which has item-kNN without a blend
//   5  u8       w: bytes of an item index, 2 where n ≤ 65,536, else 4
//   6  u8       the model, by its place in `kinds`; 0 in version 1
//   7  u8       1 with a blend, else 0; 0 in version 1
//   8  u32      n
//  12  u32      e
//  16  i32 × n        product ids, ascending
//      f32 × n        popularity
//      u32 × (n + 1)  where each bought item's similarities start
//      uw  × e        recommended items, ascending within a bought item
//      f32 × e        their similarities
//      with a blend: f32 × n its shelf, f64 its weight, f64 its half-life in days, 0 for none
//      u32            CRC-32 of everything before it
const magic = 0x4d4b5748;
const formatVersion = 2;
const headerBytes = 16;
/** Never reordered: the place is what is stored. */
const kinds: readonly PickModelName[] = [
  'item-knn',
  'rp3beta',
  'ease',
  'hybrid',
  'recent-popularity',
];

/** A stored model that cannot be read; training again replaces it. */
export class ModelBytesError extends Error {
  override readonly name = 'ModelBytesError';
}

export function encodeModel(model: PickModel): Uint8Array {
  const { starts, columns, weights } = model.similarities;
  const { blend } = model;
  const itemCount = model.productIds.length;
  const shape = { itemCount, entryCount: columns.length, hasBlend: blend !== null };
  const view = new DataView(new ArrayBuffer(sizeOf(shape)));
  writeHeader(view, shape, model.name);
  const cursor = new Cursor(view);
  for (const id of model.productIds) view.setInt32(cursor.skip(4), id, true);
  for (const score of model.popularity) view.setFloat32(cursor.skip(4), score, true);
  for (const start of starts) view.setUint32(cursor.skip(4), start, true);
  const isNarrow = indexWidth(itemCount) === 2;
  for (const item of columns) {
    if (isNarrow) view.setUint16(cursor.skip(2), item, true);
    else view.setUint32(cursor.skip(4), item, true);
  }
  for (const weight of weights ?? []) view.setFloat32(cursor.skip(4), weight, true);
  if (blend) writeBlend(cursor, blend);
  const bytes = new Uint8Array(view.buffer);
  view.setUint32(cursor.at, crc32(bytes.subarray(0, cursor.at)), true);
  return bytes;
}

/** @throws ModelBytesError if the bytes are of a later version, damaged or cut off */
export function decodeModel(bytes: Uint8Array): PickModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { itemCount, entryCount, hasBlend, width, name } = readHeader(view);
  const cursor = new Cursor(view);
  const productIds = Int32Array.from({ length: itemCount }, () =>
    view.getInt32(cursor.skip(4), true),
  );
  const popularity = readFloats(cursor, itemCount);
  const starts = Int32Array.from({ length: itemCount + 1 }, () =>
    view.getUint32(cursor.skip(4), true),
  );
  const columns = Int32Array.from({ length: entryCount }, () =>
    width === 2 ? view.getUint16(cursor.skip(2), true) : view.getUint32(cursor.skip(4), true),
  );
  const weights = readFloats(cursor, entryCount);
  const similarities = { rowCount: itemCount, columnCount: itemCount, starts, columns, weights };
  const blend = hasBlend ? readBlend(cursor, itemCount) : null;
  return { name, productIds, similarities, blend, popularity };
}

interface Shape {
  readonly itemCount: number;
  readonly entryCount: number;
  readonly hasBlend: boolean;
}

function writeHeader(view: DataView, shape: Shape, name: PickModelName): void {
  view.setUint32(0, magic, true);
  view.setUint8(4, formatVersion);
  view.setUint8(5, indexWidth(shape.itemCount));
  view.setUint8(6, kinds.indexOf(name));
  view.setUint8(7, shape.hasBlend ? 1 : 0);
  view.setUint32(8, shape.itemCount, true);
  view.setUint32(12, shape.entryCount, true);
}

function readHeader(view: DataView): Shape & { width: number; name: PickModelName } {
  const isOurs = view.byteLength >= headerBytes + 8 && view.getUint32(0, true) === magic;
  if (!isOurs) throw new ModelBytesError('the stored model is no Hawker model');
  const version = view.getUint8(4);
  if (version < 1 || version > formatVersion)
    throw new ModelBytesError(`the stored model has format ${version}, not ${formatVersion}`);
  const shape = {
    itemCount: view.getUint32(8, true),
    entryCount: view.getUint32(12, true),
    hasBlend: view.getUint8(7) === 1,
  };
  const name = kinds[view.getUint8(6)];
  const isWhole = view.byteLength === sizeOf(shape) && hasItsChecksum(view);
  if (!isWhole || name === undefined) throw new ModelBytesError('the stored model is damaged');
  return { ...shape, width: view.getUint8(5), name };
}

function hasItsChecksum(view: DataView): boolean {
  const end = view.byteLength - 4;
  return crc32(new Uint8Array(view.buffer, view.byteOffset, end)) === view.getUint32(end, true);
}

function writeBlend(cursor: Cursor, { shelf, weight, halfLifeDays }: Blend): void {
  for (const score of shelf) cursor.view.setFloat32(cursor.skip(4), score, true);
  cursor.view.setFloat64(cursor.skip(8), weight, true);
  cursor.view.setFloat64(cursor.skip(8), halfLifeDays ?? 0, true);
}

function readBlend(cursor: Cursor, itemCount: number): Blend {
  const shelf = readFloats(cursor, itemCount);
  const weight = cursor.view.getFloat64(cursor.skip(8), true);
  const halfLifeDays = cursor.view.getFloat64(cursor.skip(8), true) || null;
  return { weight, halfLifeDays, shelf };
}

function readFloats(cursor: Cursor, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => cursor.view.getFloat32(cursor.skip(4), true));
}

function sizeOf({ itemCount, entryCount, hasBlend }: Shape): number {
  const blendBytes = hasBlend ? 4 * itemCount + 16 : 0;
  const entryBytes = (indexWidth(itemCount) + 4) * entryCount;
  return headerBytes + 12 * itemCount + 4 + entryBytes + blendBytes + 4;
}

function indexWidth(itemCount: number): 2 | 4 {
  return itemCount <= 65_536 ? 2 : 4;
}

class Cursor {
  readonly view: DataView;
  at = headerBytes;

  constructor(view: DataView) {
    this.view = view;
  }

  /** @returns where the next value stands, and moves behind it */
  skip(size: number): number {
    const here = this.at;
    this.at += size;
    return here;
  }
}
