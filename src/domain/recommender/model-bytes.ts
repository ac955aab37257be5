import { crc32 } from './crc32.js';
import type { PickModel } from './pick-model.js';

// The file format, little-endian, n items, e similarities:
//
//   0  4 bytes  "HWKM"
//   4  u8       format version, 1
//   5  u8       w: bytes of an item index, 2 where n ≤ 65,536, else 4
//   6  u16      0
//   8  u32      n
//  12  u32      e
//  16  i32 × n        product ids, ascending
//      f32 × n        popularity
//      u32 × (n + 1)  where each bought item's similarities start
//      uw  × e        recommended items, ascending within a bought item
//      f32 × e        their similarities
//      u32            CRC-32 of everything before it
const magic = 0x4d4b5748;
const formatVersion = 1;
const headerBytes = 16;

/** A stored model that cannot be read; training again replaces it. */
export class ModelBytesError extends Error {
  override readonly name = 'ModelBytesError';
}

export function encodeModel(model: PickModel): Uint8Array {
  const { starts, columns, weights } = model.knn.similarities;
  const itemCount = model.productIds.length;
  const width = indexWidth(itemCount);
  const view = new DataView(new ArrayBuffer(sizeOf(itemCount, columns.length)));
  view.setUint32(0, magic, true);
  view.setUint8(4, formatVersion);
  view.setUint8(5, width);
  view.setUint32(8, itemCount, true);
  view.setUint32(12, columns.length, true);
  const cursor = new Cursor(view);
  for (const id of model.productIds) view.setInt32(cursor.skip(4), id, true);
  for (const score of model.popularity) view.setFloat32(cursor.skip(4), score, true);
  for (const start of starts) view.setUint32(cursor.skip(4), start, true);
  for (const item of columns) {
    if (width === 2) view.setUint16(cursor.skip(2), item, true);
    else view.setUint32(cursor.skip(4), item, true);
  }
  for (const weight of weights ?? []) view.setFloat32(cursor.skip(4), weight, true);
  const bytes = new Uint8Array(view.buffer);
  view.setUint32(cursor.at, crc32(bytes.subarray(0, cursor.at)), true);
  return bytes;
}

/** @throws ModelBytesError if the bytes are of another version, damaged or cut off */
export function decodeModel(bytes: Uint8Array): PickModel {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { itemCount, entryCount, width } = readHeader(view);
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
  return { productIds, knn: { itemCount, similarities }, popularity };
}

function readHeader(view: DataView): { itemCount: number; entryCount: number; width: number } {
  const isOurs = view.byteLength >= headerBytes + 8 && view.getUint32(0, true) === magic;
  if (!isOurs) throw new ModelBytesError('the stored model is no Hawker model');
  const version = view.getUint8(4);
  if (version !== formatVersion)
    throw new ModelBytesError(`the stored model has format ${version}, not ${formatVersion}`);
  const itemCount = view.getUint32(8, true);
  const entryCount = view.getUint32(12, true);
  const isWhole = view.byteLength === sizeOf(itemCount, entryCount);
  if (!isWhole || !hasItsChecksum(view)) throw new ModelBytesError('the stored model is damaged');
  return { itemCount, entryCount, width: view.getUint8(5) };
}

function hasItsChecksum(view: DataView): boolean {
  const end = view.byteLength - 4;
  return crc32(new Uint8Array(view.buffer, view.byteOffset, end)) === view.getUint32(end, true);
}

function readFloats(cursor: Cursor, count: number): Float32Array {
  return Float32Array.from({ length: count }, () => cursor.view.getFloat32(cursor.skip(4), true));
}

function sizeOf(itemCount: number, entryCount: number): number {
  return headerBytes + 12 * itemCount + 4 + (indexWidth(itemCount) + 4) * entryCount + 4;
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
