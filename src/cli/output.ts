import { type Problem, problemLine } from '../domain/problem.js';
import { UserError } from '../domain/user-error.js';

/** A table for the terminal: numbers right, texts left, wide (CJK) characters counted as two. */
export function table(
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const cells = [
    header,
    ...rows.map((row) =>
      row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)),
    ),
  ];
  const widths = header.map((_, column) =>
    Math.max(...cells.map((row) => displayWidth(row[column] ?? ''))),
  );
  const isNumber = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, isNumber[column] ?? false))
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = cells;
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...body.map(line)].join(
    '\n',
  );
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return right ? space + text : text + space;
}

/** Columns a text takes in a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        character,
      )
        ? 2
        : 1;
  return width;
}

export function print(text = ''): void {
  console.log(text);
}

/** Ends the command with every problem on its own line. */
export function problemsError(problems: readonly Problem[]): UserError {
  return new UserError(problems.map(problemLine).join('\n'));
}

export interface Progress {
  update(done: number): void;
  end(note?: string): void;
}

/**
 * One line that follows long work: redrawn in place on a terminal, a single line at the end elsewhere.
 *
 * @param total null when it cannot be known
 */
export function progress(label: string, total: number | null = null): Progress {
  const isTerminal = process.stderr.isTTY === true;
  const startedAt = Date.now();
  let drawnAt = 0;
  return {
    update(done) {
      if (!isTerminal || Date.now() - drawnAt < 100) return;
      drawnAt = Date.now();
      process.stderr.write(`\r\x1b[K${label}  ${bar(done, total)}`);
    },
    end(note = '') {
      const seconds = ((Date.now() - startedAt) / 1_000).toFixed(1);
      process.stderr.write(
        `${isTerminal ? '\r\x1b[K' : ''}✓ ${label}${note === '' ? '' : `  ${note}`}  ${seconds} s\n`,
      );
    },
  };
}

function bar(done: number, total: number | null): string {
  if (total === null || total === 0) return done.toLocaleString('en');
  const share = Math.min(1, done / total);
  const filled = Math.round(share * 24);
  return `${'█'.repeat(filled)}${'░'.repeat(24 - filled)} ${Math.floor(share * 100)} %`;
}
