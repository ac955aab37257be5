import { crc32 } from './crc32.js';

// The file format, little-endian:
//
//   0  4 bytes  "HWKM"
//   4  u8       format version: 3
//   5  3 bytes  0
//   8  u32      h: bytes of the outline
//  12  h bytes  the outline, JSON in UTF-8: the value, where an array of numbers stands as {"$": [type, stored as, where it starts, length]}
//      …        the arrays, each from a multiple of 8 on
//      u32      CRC-32 of everything before it
const magic = 0x4d4b5748;
const formatVersion = 3;
const headerBytes = 12;

/** A stored model that cannot be read; training again replaces it. */
export class ModelBytesError extends Error {
  override readonly name = 'ModelBytesError';
}

const arrayTypes = {
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
  u16: Uint16Array,
  u8: Uint8Array,
} as const;
type ArrayType = keyof typeof arrayTypes;
type Numbers = InstanceType<(typeof arrayTypes)[ArrayType]>;

/** What stands in the outline for an array. */
interface Place {
  readonly $: readonly [type: ArrayType, storedAs: ArrayType, at: number, length: number];
}

/**
 * Plain data as bytes: objects, lists, texts, numbers, booleans, null, and typed arrays, which are most of it. Whole
 * numbers below 65,536 take two bytes.
 *
 * @throws TypeError for what is not plain data
 */
export function pack(value: unknown): Uint8Array {
  const arrays: { readonly stored: Numbers; readonly at: number }[] = [];
  let size = 0;
  const outline = outlineOf(value, (array) => {
    const type = typeOf(array);
    const stored = type === 'i32' && isNarrow(array) ? Uint16Array.from(array) : array;
    const at = size;
    arrays.push({ stored, at });
    size = aligned(at + stored.byteLength);
    return { $: [type, typeOf(stored), at, array.length] };
  });
  const text = new TextEncoder().encode(JSON.stringify(outline));
  const start = aligned(headerBytes + text.length);
  const bytes = new Uint8Array(start + size + 4);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint8(4, formatVersion);
  view.setUint32(8, text.length, true);
  bytes.set(text, headerBytes);
  for (const { stored, at } of arrays) bytes.set(littleEndian(stored), start + at);
  view.setUint32(bytes.length - 4, crc32(bytes.subarray(0, bytes.length - 4)), true);
  return bytes;
}

/** @throws ModelBytesError if the bytes are of another version, damaged or cut off */
export function unpack(bytes: Uint8Array): unknown {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerBytes + 4 || view.getUint32(0, true) !== magic)
    throw new ModelBytesError('the stored model is no Hawker model');
  const version = view.getUint8(4);
  if (version !== formatVersion)
    throw new ModelBytesError(`the stored model has format ${version}, not ${formatVersion}`);
  const end = bytes.length - 4;
  if (crc32(bytes.subarray(0, end)) !== view.getUint32(end, true))
    throw new ModelBytesError('the stored model is damaged');
  const textEnd = headerBytes + view.getUint32(8, true);
  const outline: unknown = JSON.parse(
    new TextDecoder().decode(bytes.subarray(headerBytes, textEnd)),
  );
  const start = aligned(textEnd);
  return restored(outline, ({ $: [type, storedAs, at, length] }) => {
    const from = start + at;
    const { BYTES_PER_ELEMENT } = arrayTypes[storedAs];
    const own = bytes.slice(from, from + length * BYTES_PER_ELEMENT);
    const stored = new arrayTypes[storedAs](littleEndian(own, BYTES_PER_ELEMENT).buffer);
    return type === storedAs ? stored : arrayTypes[type].from(stored);
  });
}

function outlineOf(value: unknown, placeOf: (array: Numbers) => Place): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (ArrayBuffer.isView(value)) return placeOf(value as Numbers);
  if (Array.isArray(value)) return value.map((each) => outlineOf(each, placeOf));
  if (typeof value !== 'object') throw new TypeError(`${typeof value} cannot be stored`);
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, outlineOf(each, placeOf)]),
  );
}

function restored(outline: unknown, arrayAt: (place: Place) => Numbers): unknown {
  if (Array.isArray(outline)) return outline.map((each) => restored(each, arrayAt));
  if (typeof outline !== 'object' || outline === null) return outline;
  if ('$' in outline) return arrayAt(outline as Place);
  return Object.fromEntries(
    Object.entries(outline).map(([name, each]) => [name, restored(each, arrayAt)]),
  );
}

function typeOf(array: Numbers): ArrayType {
  for (const [type, Numbers] of Object.entries(arrayTypes))
    if (array instanceof Numbers) return type as ArrayType;
  throw new TypeError(`${array.constructor.name} cannot be stored`);
}

function isNarrow(array: Numbers): boolean {
  return array.every((value: number) => value >= 0 && value <= 0xffff);
}

function aligned(at: number): number {
  return Math.ceil(at / 8) * 8;
}

const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The array's bytes, or bytes of numbers so wide, in the file's order; the way there is the way back. */
function littleEndian(array: Numbers, width = array.BYTES_PER_ELEMENT): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(array.byteLength);
  bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  if (!isLittleEndian)
    for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
  return bytes;
}
