import {
  addFloats,
  advance,
  type Code,
  get,
  integer,
  type KernelSource,
  loadInteger,
  loadVector,
  loopUntil,
  multiplyFloats,
  plus,
  rotatedFloats,
  set,
  storeVector,
  times,
  whenNotZero,
  zeroVector,
} from './wasm-writer.js';

const [image, vector, rows, list, count, rowBytes] = [0, 1, 2, 3, 4, 5];
const [listEnd, row, rowEnd, other] = [6, 7, 8, 9];
const [first, second] = [10, 11];
/** Bytes of a row are a multiple of this. */
const stepBytes = 32;

/**
 * image += Σ y (y·vector) over the listed rows y, in floats.
 * Parameters: addresses of `image`, `vector` and the rows, of a list of row numbers (i32), its length, and the bytes of
 * a row, a multiple of 32.
 */
export const outerProducts: KernelSource = {
  name: 'outerProducts',
  parameterCount: 6,
  integerCount: 4,
  vectorCount: 2,
  body: [
    ...set(listEnd, plus(get(list), times(get(count), integer(4)))),
    ...whenNotZero(
      get(count),
      loopUntil(list, get(listEnd), [...dotProduct(), ...addRow(), ...advance(list, 4)]),
    ),
  ],
};

function startOfRow(at: number): Code {
  return [
    ...set(row, plus(get(rows), times(loadInteger(get(list)), get(rowBytes)))),
    ...set(rowEnd, plus(get(row), get(rowBytes))),
    ...set(other, get(at)),
  ];
}

/** Leaves y·vector in all four quarters of `first`. */
function dotProduct(): Code {
  const added = (sum: number, offset: number) =>
    set(
      sum,
      addFloats(
        get(sum),
        multiplyFloats(loadVector(get(row), offset), loadVector(get(other), offset)),
      ),
    );
  return [
    ...startOfRow(vector),
    ...set(first, zeroVector),
    ...set(second, zeroVector),
    ...loopUntil(row, get(rowEnd), [
      ...added(first, 0),
      ...added(second, 16),
      ...advance(row, stepBytes),
      ...advance(other, stepBytes),
    ]),
    ...set(first, addFloats(get(first), get(second))),
    ...set(first, addFloats(get(first), rotatedFloats(get(first), 2))),
    ...set(first, addFloats(get(first), rotatedFloats(get(first), 1))),
  ];
}

function addRow(): Code {
  const added = (offset: number) =>
    storeVector(
      get(other),
      addFloats(
        loadVector(get(other), offset),
        multiplyFloats(get(first), loadVector(get(row), offset)),
      ),
      offset,
    );
  return [
    ...startOfRow(image),
    ...loopUntil(row, get(rowEnd), [
      ...added(0),
      ...added(16),
      ...advance(row, stepBytes),
      ...advance(other, stepBytes),
    ]),
  ];
}
