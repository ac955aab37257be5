/** What was done about a row: left out, taken with a change, or taken as it is but worth knowing. */
export type FindingAction = 'dropped' | 'changed' | 'noted';

/** A rule of cleaning that found something. */
export interface Rule {
  readonly action: FindingAction;
  /** Short and stable, such as `stock-adjustment`. */
  readonly code: string;
  /** Why, for a person. */
  readonly reason: string;
}

export interface Finding extends Rule {
  readonly line: number;
  /** What stood there. */
  readonly detail: string;
}

/** How often one rule found something, and where first. */
export interface FindingCount extends Rule {
  readonly count: number;
  readonly lines: readonly number[];
  /** The first detail. */
  readonly example: string;
}

const linesShown = 20;
const order: readonly FindingAction[] = ['dropped', 'changed', 'noted'];

/** Counts findings by rule, keeping the first lines of each. */
export class FindingTally {
  readonly #counts = new Map<string, { rule: Finding; count: number; lines: number[] }>();

  add(finding: Finding): void {
    const known = this.#counts.get(finding.code);
    if (known === undefined) {
      this.#counts.set(finding.code, { rule: finding, count: 1, lines: [finding.line] });
      return;
    }
    known.count++;
    if (known.lines.length < linesShown) known.lines.push(finding.line);
  }

  /** Dropped first, then changed, then noted; the most frequent first. */
  counts(): FindingCount[] {
    return [...this.#counts.values()]
      .map(({ rule: { action, code, reason, detail }, count, lines }) => ({
        ...{ action, code, reason, count, lines, example: detail },
      }))
      .sort((a, b) => order.indexOf(a.action) - order.indexOf(b.action) || b.count - a.count);
  }
}

/** A row as one of the program's own types, or why not; `rules` are what was changed or is worth knowing. */
export type Cleaned<T> =
  | { readonly ok: true; readonly value: T; readonly rules: readonly FoundRule[] }
  | { readonly ok: false; readonly rule: FoundRule };

export type FoundRule = Rule & { readonly detail: string };

export function refusedField(field: string, found: string, wanted: string): FoundRule {
  return {
    action: 'dropped',
    code: `bad-${field}`,
    reason: `${field} is not ${wanted}`,
    detail: JSON.stringify(found),
  };
}

export function missingField(field: string): FoundRule {
  return { action: 'dropped', code: `no-${field}`, reason: `${field} is empty`, detail: '' };
}
