import { type FieldSet, planColumns, RowReader } from '../domain/behaviour/column-plan.js';
import {
  type Cleaned,
  type Finding,
  type FindingCount,
  FindingTally,
  type FoundRule,
} from '../domain/behaviour/finding.js';
import type { OccurrenceCounter } from '../domain/behaviour/occurrence-counter.js';
import type { Problem } from '../domain/problem.js';
import { UserError } from '../domain/user-error.js';
import type { RecordFile, SourceRecord } from '../ports/record-reader.js';

export interface ImportInput {
  readonly file: RecordFile;
  /** The feed's name: the same row from the same source is the same event. */
  readonly source: string;
  /** Column → field, or `-` for none. */
  readonly mapping: ReadonlyMap<string, string>;
  /** Tells equal rows apart; one for all the parts of a file that was cut. */
  readonly occurrences: OccurrenceCounter;
  /** Told of every finding, with the row as it stood (empty if it could not be read). */
  readonly onFinding?: (finding: Finding, values: readonly string[]) => void;
  /** Told after every batch. */
  readonly onProgress?: (rowsRead: number) => void;
}

/** What an import did; `added` counts by what was new, in the order to show it. */
export interface ImportResult {
  readonly rowsRead: number;
  /** Rows that were taken; the others are among the findings as dropped. */
  readonly rowsTaken: number;
  readonly findings: readonly FindingCount[];
  readonly ignoredColumns: readonly string[];
  readonly added: Readonly<Record<string, number>>;
  /** Why the file could not be read to its end; what came before is in. */
  readonly brokenOff: UserError | null;
}

export interface Row<T> {
  readonly line: number;
  readonly value: T;
}

/** A row that the store cannot take, by its place in what was handed over. */
export interface Refusal {
  readonly index: number;
  readonly rule: FoundRule;
}

export interface RowImport<T> {
  readonly fields: FieldSet;
  clean(row: RowReader): Cleaned<T>;
  /** One set of rows; called in the order of the file, one at a time. */
  save(rows: readonly Row<T>[]): Promise<readonly Refusal[]>;
  /** After the last set, also of a file that broke off. */
  finish?(): Promise<void>;
  added(): Readonly<Record<string, number>>;
}

export type RowsImported =
  | { readonly kind: 'done'; readonly result: ImportResult }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/**
 * Streams a file through cleaning into the store. One set of rows is stored while the next is read, so
 * memory holds two sets, whatever the file's size.
 *
 * @returns refused if the columns do not fit; then nothing was stored
 */
export async function importRows<T>(input: ImportInput, kind: RowImport<T>): Promise<RowsImported> {
  const plan = planColumns(input.file.header, kind.fields, input.mapping);
  if (!plan.ok) return { kind: 'refused', problems: plan.problems };
  const run = new Run(input, kind, plan.value.columns);
  const brokenOff = await run.all();
  const { rowsRead, rowsTaken } = run;
  const ignoredColumns = plan.value.ignored;
  const found = { findings: run.tally.counts(), ignoredColumns, added: kind.added() };
  return { kind: 'done', result: { rowsRead, rowsTaken, ...found, brokenOff } };
}

class Run<T> {
  rowsRead = 0;
  rowsTaken = 0;
  readonly tally = new FindingTally();
  readonly #input: ImportInput;
  readonly #kind: RowImport<T>;
  readonly #reader: RowReader;

  constructor(input: ImportInput, kind: RowImport<T>, columns: ReadonlyMap<string, number>) {
    this.#input = input;
    this.#kind = kind;
    this.#reader = new RowReader(columns);
  }

  /** @returns why the file broke off, or null */
  async all(): Promise<UserError | null> {
    let saving: Promise<void> = Promise.resolve();
    let brokenOff: UserError | null = null;
    try {
      for await (const batch of this.#input.file.batches) {
        const rows = this.#clean(batch);
        await saving;
        saving = this.#save(rows);
        // A failure is thrown by the await above or below; until then it is not "unhandled".
        saving.catch(() => undefined);
        this.#input.onProgress?.(this.rowsRead);
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      brokenOff = error;
    }
    await saving;
    await this.#kind.finish?.();
    return brokenOff;
  }

  #clean(batch: readonly SourceRecord[]): Row<T>[] {
    const rows: Row<T>[] = [];
    for (const record of batch) {
      this.rowsRead++;
      if (record.fault !== undefined) {
        this.#find(record, unreadable(record.fault));
        continue;
      }
      const cleaned = this.#kind.clean(this.#reader.at(record.values));
      for (const rule of cleaned.ok ? cleaned.rules : [cleaned.rule]) this.#find(record, rule);
      if (cleaned.ok) rows.push({ line: record.line, value: cleaned.value });
    }
    return rows;
  }

  async #save(rows: readonly Row<T>[]): Promise<void> {
    if (rows.length === 0) return;
    const refusals = await this.#kind.save(rows);
    this.rowsTaken += rows.length - refusals.length;
    for (const { index, rule } of refusals) {
      this.#find({ line: rows[index]?.line ?? 0, values: [] }, rule);
    }
  }

  #find({ line, values }: SourceRecord, rule: FoundRule): void {
    const finding = { ...rule, line };
    this.tally.add(finding);
    this.#input.onFinding?.(finding, values);
  }
}

function unreadable(fault: string): FoundRule {
  const code = fault.startsWith('has ') ? 'column-count' : 'unreadable';
  const reason = code === 'column-count' ? 'not as many columns as the header' : fault;
  return { action: 'dropped', code, reason, detail: fault };
}
