import { type History, historyOf, type Lines } from '../../domain/recommender/history.js';
import { type SparseMatrix, sparseMatrix } from '../../domain/recommender/sparse-matrix.js';
import { UserError } from '../../domain/user-error.js';
import { IdTable, orderedPlaces } from './id-table.js';
import { type PairsFile, readPairs } from './pairs-file.js';
import { readTexts } from './texts-file.js';
import { readTraits } from './traits-file.js';

export interface EvaluationFiles {
  readonly train: string;
  readonly test: string;
  /** What is written about each item. */
  readonly items?: string;
  /** What is known of each customer. */
  readonly customers?: string;
}

export interface EvaluationInput {
  readonly history: History;
  /** The history's customers × its items, and behind them those that only the test knows. */
  readonly test: SparseMatrix;
  /** Things worth telling the person who asked. */
  readonly notes: readonly string[];
}

/** @throws UserError with file and line */
export async function readEvaluation(files: EvaluationFiles): Promise<EvaluationInput> {
  const tables = { customers: new IdTable(), items: new IdTable() };
  const train = await readPairs(files.train, tables);
  if (train.lines.items.length === 0)
    throw new UserError(`${files.train} has no line to learn from`);
  const customerPlaces = orderedPlaces(tables.customers.names);
  const itemPlaces = orderedPlaces(tables.items.names);
  const size = { customerCount: customerPlaces.length, itemCount: itemPlaces.length };
  const found = {
    customer: (name: string) => placed(customerPlaces, tables.customers.find(name)),
    item: (name: string) => placed(itemPlaces, tables.items.find(name)),
  };
  const texts =
    files.items === undefined ? null : await readTexts(files.items, size.itemCount, found.item);
  const traits =
    files.customers === undefined
      ? null
      : await readTraits(files.customers, size.customerCount, found.customer);
  const test = await readPairs(files.test, tables);
  const lines = moved(train.lines, customerPlaces, itemPlaces);
  return {
    history: historyOf(lines, size, { texts, traits }),
    test: testMatrix(test.lines, customerPlaces, itemPlaces, tables.items.names.length),
    notes: notesOn(files, train, test),
  };
}

function placed(places: Int32Array, at: number): number {
  return at < 0 ? -1 : (places[at] as number);
}

function moved(lines: Lines, customerPlaces: Int32Array, itemPlaces: Int32Array): Lines {
  return {
    ...lines,
    customers: lines.customers.map((place) => customerPlaces[place] as number),
    items: lines.items.map((place) => itemPlaces[place] as number),
  };
}

function testMatrix(
  lines: Lines,
  customerPlaces: Int32Array,
  itemPlaces: Int32Array,
  itemCount: number,
): SparseMatrix {
  const isKnown = (_: number, line: number) =>
    (lines.customers[line] as number) < customerPlaces.length;
  const rows = lines.customers.filter(isKnown).map((place) => customerPlaces[place] as number);
  const columns = lines.items.filter(isKnown).map((place) => itemPlaces[place] ?? place);
  return sparseMatrix(
    { rows, columns },
    { rowCount: customerPlaces.length, columnCount: itemCount },
  );
}

function notesOn(files: EvaluationFiles, train: PairsFile, test: PairsFile): string[] {
  return [
    [files.train, train.weightless],
    [files.test, test.weightless],
  ]
    .filter(([, weightless]) => weightless !== 0)
    .map(([file, weightless]) => `${file}: ${weightless} lines of weight 0 or less are left out`);
}
