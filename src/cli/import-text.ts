import type { FindingAction, FindingCount } from '../domain/behaviour/finding.js';
import type { ImportResult } from '../services/import-rows.js';

const actionText: Readonly<Record<FindingAction, string>> = {
  dropped: 'Dropped',
  changed: 'Changed',
  noted: 'Taken as they are',
};

const addedText: Readonly<Record<string, string>> = {
  customers: 'customers',
  customersChanged: 'customers changed',
  products: 'products',
  productsChanged: 'products changed',
  orders: 'orders',
  orderLines: 'order lines',
  interactions: 'interactions',
  refundsLinked: 'refunds tied to their sale',
};

/** What an import did, for the terminal. */
export function importText(path: string, result: ImportResult, rejects?: string): string {
  const { rowsRead, rowsTaken, findings, ignoredColumns } = result;
  const lines = [`${path}: ${number(rowsRead)} rows read, ${number(rowsTaken)} taken`];
  lines.push(`  new: ${addedLine(result.added)}`);
  if (ignoredColumns.length > 0) lines.push(`  columns left alone: ${ignoredColumns.join(', ')}`);
  for (const action of ['dropped', 'changed', 'noted'] as const) {
    const found = findings.filter((finding) => finding.action === action);
    if (found.length > 0) lines.push('', `${actionText[action]}:`, ...found.flatMap(findingLines));
  }
  if (findings.length > 0) {
    const where = rejects ?? 'add --rejects FILE';
    lines.push('', `All of them with their rows: ${where}`);
  }
  return lines.join('\n');
}

function addedLine(added: Readonly<Record<string, number>>): string {
  const parts = Object.entries(added).filter(([, count]) => count > 0);
  if (parts.length === 0) return 'nothing, all of it is known already';
  return parts.map(([what, count]) => `${number(count)} ${addedText[what] ?? what}`).join(', ');
}

function findingLines({ code, reason, count, lines, example }: FindingCount): string[] {
  const such = example === '' ? '' : ` (such as ${example})`;
  const more = count > lines.length ? ` … and ${number(count - lines.length)} more` : '';
  return [
    `  ${number(count).padStart(9)}  ${code}: ${reason}${such}`,
    `             lines ${lines.join(', ')}${more}`,
  ];
}

function number(count: number): string {
  return count.toLocaleString('en');
}
