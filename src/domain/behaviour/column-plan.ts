import type { Parsed, Problem } from '../problem.js';
import { didYouMean, suggest } from '../suggest.js';

/** What a kind of import reads: field → the column names that mean it, beside its own. */
export interface FieldSet {
  readonly fields: Readonly<Record<string, readonly string[]>>;
  readonly required: readonly string[];
  /** Required field → the field that tells it where its own column is absent. */
  readonly told?: Readonly<Record<string, string>>;
  /** Fields of any name may follow this prefix, such as `attributes.`. */
  readonly openPrefix?: string;
}

export interface ColumnPlan {
  /** Field → position in the row. */
  readonly columns: ReadonlyMap<string, number>;
  /** Columns that are left alone. */
  readonly ignored: readonly string[];
}

/**
 * Finds out which column is which field.
 *
 * @param mapping what --map says: column → field, or `-` for none
 * @returns every problem at once: a required field without a column, a name that is nearly right
 */
export function planColumns(
  header: readonly string[],
  fields: FieldSet,
  mapping: ReadonlyMap<string, string>,
): Parsed<ColumnPlan> {
  const problems: Problem[] = mappingProblems(header, fields, mapping);
  const columns = new Map<string, number>();
  const left: string[] = [];
  header.forEach((column, position) => {
    const field = mapping.get(column) ?? fieldNamed(column, fields);
    if (field === '-') return;
    if (field === null) left.push(column);
    else if (columns.has(field))
      problems.push(twice(column, field, header[columns.get(field) ?? 0]));
    else columns.set(field, position);
  });
  const isTold = (field: string) => columns.has(fields.told?.[field] ?? field);
  const missing = fields.required.filter((field) => !columns.has(field) && !isTold(field));
  for (const field of missing) problems.push(absent(field, left, fields));
  const unused = Object.keys(fields.fields).filter((field) => !columns.has(field));
  for (const column of left) {
    const near = suggest(column, unused);
    if (near !== null && !missing.includes(near)) problems.push(misspelt(column, near));
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { columns, ignored: left } };
}

function fieldNamed(column: string, { fields, openPrefix }: FieldSet): string | null {
  if (openPrefix !== undefined && column.startsWith(openPrefix)) return column;
  const wanted = plain(column);
  const known = Object.entries(fields).find(
    ([field, others]) => plain(field) === wanted || others.some((other) => plain(other) === wanted),
  );
  return known?.[0] ?? null;
}

// `Customer ID`, `customer_id` and `customerId` are one name.
function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function mappingProblems(
  header: readonly string[],
  { fields, openPrefix }: FieldSet,
  mapping: ReadonlyMap<string, string>,
): Problem[] {
  const problems: Problem[] = [];
  for (const [column, field] of mapping) {
    const place = `--map ${column}=${field}:`;
    if (!header.includes(column)) {
      const columns = header.join(', ');
      problems.push({
        place,
        message: `the file has no column "${column}"${didYouMean(column, header)} (it has: ${columns})`,
      });
    }
    const isOpen = openPrefix !== undefined && field.startsWith(openPrefix);
    if (field !== '-' && !isOpen && !Object.hasOwn(fields, field)) {
      const names = Object.keys(fields);
      problems.push({
        place,
        message: `there is no field "${field}"${didYouMean(field, names)} (there are: ${names.join(', ')}${openPrefix === undefined ? '' : `, ${openPrefix}NAME`})`,
      });
    }
  }
  return problems;
}

function twice(column: string, field: string, other = ''): Problem {
  const message = `also means ${field}, as "${other}" does; leave one out with --map "${column}=-"`;
  return { place: `column "${column}":`, message };
}

function absent(field: string, columns: readonly string[], { fields }: FieldSet): Problem {
  const names = [field, ...(fields[field] ?? [])];
  const near = names.map((name) => suggest(name, columns)).find((found) => found !== null);
  const guess = near === undefined ? '.' : `; did you mean "${near}"?`;
  const from = near ?? 'COLUMN';
  return {
    place: `column "${field}":`,
    message: `is missing${guess} Name it with --map "${from}=${field}" (columns not understood: ${columns.join(', ') || 'none'})`,
  };
}

function misspelt(column: string, field: string): Problem {
  return {
    place: `column "${column}":`,
    message: `is not known; did you mean "${field}"? Say so with --map "${column}=${field}", or leave it out with --map "${column}=-"`,
  };
}

/** Reads a row by field name; what is not there is an empty text. */
export class RowReader {
  readonly #columns: ReadonlyMap<string, number>;
  #values: readonly string[] = [];

  constructor(columns: ReadonlyMap<string, number>) {
    this.#columns = columns;
  }

  /** One reader serves all rows in turn: an object for each would outweigh the row. */
  at(values: readonly string[]): this {
    this.#values = values;
    return this;
  }

  /** Without the spaces around it. */
  get(field: string): string {
    const position = this.#columns.get(field);
    return position === undefined ? '' : (this.#values[position] ?? '').trim();
  }

  /** Fields that begin with this, with what follows it. */
  *startingWith(prefix: string): Iterable<readonly [string, string]> {
    for (const field of this.#columns.keys()) {
      if (field.startsWith(prefix)) yield [field.slice(prefix.length), this.get(field)];
    }
  }
}
