import type { Lines } from '../../domain/recommender/history.js';
import { UserError } from '../../domain/user-error.js';
import { minutesIn, numberIn } from './field-values.js';
import { forEachLine } from './file-lines.js';
import type { IdTable } from './id-table.js';
import { FloatList, IntegerList } from './number-list.js';
import { type PairColumns, pairColumns } from './pair-columns.js';

export interface PairsFile {
  /** Customers and items as places in the two tables. */
  readonly lines: Lines;
  /** Lines left out because their weight is 0 or less. */
  readonly weightless: number;
}

const [tab, comma, quote] = [9, 44, 34];
const mostColumns = 64;

/**
 * Reads `customer,item[,weight[,timestamp]]`, commas or tabs, header optional, into arrays: a line costs up to 16
 * bytes. Ids join the tables.
 *
 * @throws UserError with file and line
 */
export async function readPairs(
  path: string,
  tables: { readonly customers: IdTable; readonly items: IdTable },
): Promise<PairsFile> {
  const reader = new PairReader(path, tables);
  await forEachLine(path, (bytes, from, to, line) => reader.take(bytes, from, to, line));
  return reader.finish();
}

class PairReader {
  readonly #path: string;
  readonly #tables: { readonly customers: IdTable; readonly items: IdTable };
  #columns: PairColumns | null = null;
  #delimiter = comma;
  #line = 0;
  /** Begin and end of each field of the line. */
  readonly #fields = new Int32Array(2 * mostColumns);
  readonly #customers = new IntegerList();
  readonly #items = new IntegerList();
  readonly #weights = new FloatList();
  readonly #minutes = new IntegerList();
  #weightless = 0;

  constructor(path: string, tables: { readonly customers: IdTable; readonly items: IdTable }) {
    this.#path = path;
    this.#tables = tables;
  }

  // Called for each of twenty million lines: four numbers rather than an object.
  take(bytes: Buffer, from: number, to: number, line: number): void {
    this.#line = line;
    if (bytes.subarray(from, to).includes(quote)) {
      const plain = this.#unquoted(bytes.toString('utf8', from, to));
      this.#takePlain(plain, 0, plain.length);
    } else this.#takePlain(bytes, from, to);
  }

  finish(): PairsFile {
    if (this.#columns === null) throw new UserError(`${this.#path} is empty`);
    const { weight, timestamp } = this.#columns;
    const lines = {
      customers: this.#customers.toArray(),
      items: this.#items.toArray(),
      weights: weight < 0 ? null : this.#weights.toArray(),
      minutes: timestamp < 0 ? null : this.#minutes.toArray(),
    };
    return { lines, weightless: this.#weightless };
  }

  #takePlain(bytes: Buffer, from: number, to: number): void {
    if (this.#columns === null && this.#begin(bytes, from, to)) return;
    const columns = this.#columns as PairColumns;
    const fieldCount = this.#split(bytes, from, to);
    const needed = Math.max(columns.customer, columns.item, columns.weight, columns.timestamp) + 1;
    if (fieldCount < needed)
      throw this.#wrong(`has ${fieldCount} columns, the first line ${needed} or more`);
    this.#add(bytes, columns);
  }

  /** @returns whether the line is a header */
  #begin(bytes: Buffer, from: number, to: number): boolean {
    const text = bytes.toString('utf8', from, to).replace(/^\ufeff/, '');
    this.#delimiter = text.includes('\t') ? tab : comma;
    const first = text.split(String.fromCharCode(this.#delimiter));
    if (first.length < 2)
      throw new UserError(`${this.#path}:${this.#line}: one column, where customer,item belong`, {
        hint: 'columns are parted by commas or tabs: customer,item[,weight[,timestamp]]',
      });
    const { hasHeader, columns } = pairColumns(first);
    this.#columns = columns;
    return hasHeader;
  }

  #split(bytes: Buffer, from: number, to: number): number {
    const fields = this.#fields;
    let count = 0;
    let start = from;
    for (let at = from; at <= to; at++) {
      if (at < to && bytes[at] !== this.#delimiter) continue;
      if (count === mostColumns) throw this.#wrong(`has more than ${mostColumns} columns`);
      let [first, last] = [start, at];
      while (first < last && bytes[first] === 32) first += 1;
      while (last > first && bytes[last - 1] === 32) last -= 1;
      fields[2 * count] = first;
      fields[2 * count + 1] = last;
      count += 1;
      start = at + 1;
    }
    return count;
  }

  #add(bytes: Buffer, columns: PairColumns): void {
    const weight = columns.weight < 0 ? 1 : numberIn(bytes, ...this.#place(columns.weight));
    if (Number.isNaN(weight))
      throw this.#wrong(`"${this.#text(bytes, columns.weight)}" is no weight`);
    if (weight <= 0) {
      this.#weightless += 1;
      return;
    }
    this.#customers.push(this.#id(bytes, columns, 'customer'));
    this.#items.push(this.#id(bytes, columns, 'item'));
    if (columns.weight >= 0) this.#weights.push(weight);
    if (columns.timestamp < 0) return;
    const minutes = minutesIn(bytes, ...this.#place(columns.timestamp));
    if (Number.isNaN(minutes))
      throw this.#wrong(
        `"${this.#text(bytes, columns.timestamp)}" is no time; write epoch seconds or 2026-11-30T09:00:00Z`,
      );
    this.#minutes.push(minutes);
  }

  #id(bytes: Buffer, columns: PairColumns, what: 'customer' | 'item'): number {
    const [from, to] = this.#place(columns[what]);
    if (from === to) throw this.#wrong(`no ${what} in column ${columns[what] + 1}`);
    const table = what === 'customer' ? this.#tables.customers : this.#tables.items;
    return table.place(bytes, from, to);
  }

  #place(column: number): [from: number, to: number] {
    return [this.#fields[2 * column] as number, this.#fields[2 * column + 1] as number];
  }

  #text(bytes: Buffer, column: number): string {
    return bytes.toString('utf8', ...this.#place(column)).slice(0, 40);
  }

  /** A line whose fields are quoted, without the quotes; a delimiter within them becomes a space. */
  #unquoted(text: string): Buffer {
    const delimiter = text.includes('\t') ? '\t' : ',';
    const fields = [...text.matchAll(quotedOrPlain(delimiter))].map(([, quoted, plain]) =>
      (quoted?.replaceAll('""', '"') ?? plain ?? '').replaceAll(delimiter, ' '),
    );
    if ((text.match(/"/g)?.length ?? 0) % 2 === 1)
      throw this.#wrong('a quote is opened and never closed');
    return Buffer.from(fields.join(delimiter));
  }

  #wrong(why: string): UserError {
    return new UserError(`${this.#path}:${this.#line}: ${why}`);
  }
}

function quotedOrPlain(delimiter: string): RegExp {
  return delimiter === '\t'
    ? /(?:^|\t)(?:"((?:[^"]|"")*)"|([^\t]*))/g
    : /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;
}
