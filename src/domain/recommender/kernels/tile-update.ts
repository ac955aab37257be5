import {
  advance,
  type Code,
  get,
  integer,
  type KernelSource,
  loadDoubleTwice,
  loadVector,
  loopUntil,
  multiplyDoubles,
  plus,
  set,
  storeVector,
  subtractDoubles,
} from './wasm-writer.js';

/** Rows and columns of a tile. Three tiles of doubles fill half of a common first-level and second-level cache. */
export const tileSize = 64;
const rowBytes = 8 * tileSize;
const tileBytes = rowBytes * tileSize;
// Of C, in rows and in vectors of two numbers.
const [height, width] = [2, 4];

// Parameters: addresses of C, W, Q. Locals: the row of C and W at work, its end, the column, its end, the walk.
const [c, w, q] = [0, 1, 2];
const [cEnd, cAt, columnEnd, qColumn, wAt, qAt, wEnd] = [3, 4, 5, 6, 7, 8, 9];
const sums = 10;
const right = sums + height * width;
const left = right + width;

const sum = (row: number, column: number) => sums + row * width + column;
const place = (row: number, column: number) => row * rowBytes + column * 16;

/**
 * C −= W Q for row-major tiles of doubles: 2 × 8 numbers of C stay in registers while W and Q go by. One step of W and Q to
 * a turn of the loop: with four, V8's code took half as long again (Node 20, measured).
 *
 * @see Goto & van de Geijn 2008, "Anatomy of High-Performance Matrix Multiplication"
 */
export const tileUpdate: KernelSource = {
  name: 'tileUpdate',
  parameterCount: 3,
  integerCount: 7,
  vectorCount: height * width + width + 1,
  body: [
    ...set(cEnd, plus(get(c), integer(tileBytes))),
    ...loopUntil(c, get(cEnd), [
      ...rowOfBlocks(),
      ...advance(c, height * rowBytes),
      ...advance(w, height * rowBytes),
    ]),
  ],
};

function rowOfBlocks(): Code {
  return [
    ...set(cAt, get(c)),
    ...set(columnEnd, plus(get(c), integer(rowBytes))),
    ...set(qColumn, get(q)),
    ...loopUntil(cAt, get(columnEnd), [
      ...eachSum((row, column) => set(sum(row, column), loadVector(get(cAt), place(row, column)))),
      ...set(wAt, get(w)),
      ...set(wEnd, plus(get(w), integer(rowBytes))),
      ...set(qAt, get(qColumn)),
      ...loopUntil(wAt, get(wEnd), [...product(), ...advance(wAt, 8), ...advance(qAt, rowBytes)]),
      ...eachSum((row, column) => storeVector(get(cAt), get(sum(row, column)), place(row, column))),
      ...advance(cAt, 16 * width),
      ...advance(qColumn, 16 * width),
    ]),
  ];
}

/** One column of W's block times one row of Q's. */
function product(): Code {
  const columns = Array.from({ length: width }, (_, column) =>
    set(right + column, loadVector(get(qAt), column * 16)),
  );
  const rows = Array.from({ length: height }, (_, row) => [
    ...set(left, loadDoubleTwice(get(wAt), row * rowBytes)),
    ...Array.from({ length: width }, (_unused, column) =>
      set(
        sum(row, column),
        subtractDoubles(get(sum(row, column)), multiplyDoubles(get(left), get(right + column))),
      ),
    ).flat(),
  ]);
  return [...columns.flat(), ...rows.flat()];
}

function eachSum(code: (row: number, column: number) => Code): Code {
  return Array.from({ length: height * width }, (_, at) =>
    code(Math.floor(at / width), at % width),
  ).flat();
}
