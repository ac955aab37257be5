import {
  addFloats,
  advance,
  type Code,
  get,
  integer,
  type KernelSource,
  loadFloatFourTimes,
  loadInteger,
  loadVector,
  loopUntil,
  multiplyFloats,
  plus,
  set,
  storeVector,
  times,
  whenNotZero,
  zeroVector,
} from './wasm-writer.js';

/** Columns that are summed at once: as many floats as eight registers hold. */
export const panelWidth = 32;
const registers = panelWidth / 4;
const panelRowBytes = 4 * panelWidth;

const [out, panel, list, count] = [0, 1, 2, 3];
const [listEnd, row] = [4, 5];
const sums = 6;
const weight = sums + registers;
/** Bytes of a row number and its weight. */
export const listEntryBytes = 8;

/**
 * out[0 … 32) = a weighted sum of rows of a panel of 32 columns, in floats.
 * Parameters: addresses of `out`, of the panel and of a list of (row number i32, weight f32), and the list's length.
 */
export const rowSum: KernelSource = {
  name: 'rowSum',
  parameterCount: 4,
  integerCount: 2,
  vectorCount: registers + 1,
  body: [
    ...each((at) => set(sums + at, zeroVector)),
    ...set(listEnd, plus(get(list), times(get(count), integer(listEntryBytes)))),
    ...whenNotZero(
      get(count),
      loopUntil(list, get(listEnd), [
        ...set(row, plus(get(panel), times(loadInteger(get(list)), integer(panelRowBytes)))),
        ...set(weight, loadFloatFourTimes(get(list), 4)),
        ...each((at) => set(sums + at, addFloats(get(sums + at), weightedPart(at)))),
        ...advance(list, listEntryBytes),
      ]),
    ),
    ...each((at) => storeVector(get(out), get(sums + at), 16 * at)),
  ],
};

function weightedPart(at: number): Code {
  return multiplyFloats(get(weight), loadVector(get(row), 16 * at));
}

function each(code: (at: number) => Code): Code {
  return Array.from({ length: registers }, (_, at) => code(at)).flat();
}
