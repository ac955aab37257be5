import { sqltag as sql } from '@prisma/client/runtime/client';
import {
  countWrongCodes,
  type GuessState,
  guessTimes,
  lockEnd,
} from '../domain/promotion/guess-lock.js';
import type { CodeGuessStore, Guesser, WrongCodeCount } from '../ports/code-guess-store.js';
import type { Database, Statements } from './database.js';
import { jsonRows, textsIn } from './dialect.js';
import { writePriority } from './writer.js';

export function codeGuessStore(database: Database): CodeGuessStore {
  return {
    async locks(subjects, at) {
      const known = await statesOf(database, subjects);
      return locksIn(known, at);
    },
    countWrong: (guessers, wrong, at) =>
      database.writeSql(writePriority.intent, (tx) => countWrong(tx, guessers, wrong, at)),
    forget: (at) => database.writeSql(writePriority.bulk, (tx) => forget(tx, at)),
  };
}

// Whoever wants several takes them in the order of their names, so that nobody waits in a circle.
async function countWrong(
  tx: Statements,
  guessers: readonly Guesser[],
  wrong: number,
  at: number,
): Promise<WrongCodeCount> {
  const inOrder = [...guessers].sort((a, b) => (a.subject < b.subject ? -1 : 1));
  const known = await lockedStates(
    tx,
    inOrder.map(({ subject }) => subject),
    at,
  );
  const counted = inOrder.map(({ subject, most }) => ({
    subject,
    ...countWrongCodes(known.get(subject) ?? null, { wrong, most, at }),
  }));
  await keep(tx, counted);
  const states = new Map(counted.map(({ subject, state }) => [subject, state]));
  return {
    answered: Math.min(wrong, ...counted.map(({ answered }) => answered)),
    locks: locksIn(states, at),
  };
}

/** Reads them and keeps others off them until this transaction ends, those too that are not there yet. */
async function lockedStates(
  tx: Statements,
  subjects: readonly string[],
  at: number,
): Promise<Map<string, GuessState>> {
  if (tx.dialect === 'postgresql') {
    const rows = jsonRows(
      tx.dialect,
      subjects.map((subject) => [subject]),
      { subject: 'text' },
    );
    await tx.execute(sql`
      INSERT INTO code_guess (subject, failures, window_from, lock_count)
      SELECT subject, 0, ${at}::bigint, 0 FROM ${rows} ORDER BY subject ON CONFLICT (subject) DO NOTHING`);
    await tx.query(sql`
      SELECT subject FROM code_guess WHERE subject IN ${textsIn(tx.dialect, subjects)}
      ORDER BY subject FOR UPDATE`);
  }
  return statesOf(tx, subjects);
}

async function statesOf(
  tx: Statements,
  subjects: readonly string[],
): Promise<Map<string, GuessState>> {
  if (subjects.length === 0) return new Map();
  const rows = await tx.query<GuessState & { subject: string }>(sql`
    SELECT subject, failures, window_from AS "windowFrom", locked_until AS "lockedUntil",
      lock_count AS "lockCount"
    FROM code_guess WHERE subject IN ${textsIn(tx.dialect, subjects)}`);
  return new Map(rows.map(({ subject, ...state }) => [subject, state]));
}

function locksIn(states: ReadonlyMap<string, GuessState>, at: number): Map<string, number> {
  const locks = new Map<string, number>();
  for (const [subject, state] of states) {
    const until = lockEnd(state, at);
    if (until !== null) locks.set(subject, until);
  }
  return locks;
}

async function keep(
  tx: Statements,
  states: readonly { readonly subject: string; readonly state: GuessState }[],
): Promise<void> {
  const rows = states.map(({ subject, state }) => [
    subject,
    state.failures,
    state.windowFrom,
    state.lockedUntil,
    state.lockCount,
  ]);
  const columns = {
    subject: 'text',
    failures: 'int',
    window_from: 'bigint',
    locked_until: 'bigint',
    lock_count: 'int',
  } as const;
  await tx.execute(sql`
    INSERT INTO code_guess (subject, failures, window_from, locked_until, lock_count)
    SELECT subject, failures, window_from, locked_until, lock_count
    FROM ${jsonRows(tx.dialect, rows, columns)} WHERE true
    ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, window_from = excluded.window_from,
      locked_until = excluded.locked_until, lock_count = excluded.lock_count`);
}

function forget(tx: Statements, at: number): Promise<number> {
  const { windowMs, forgottenAfterMs } = guessTimes;
  return tx.execute(sql`
    DELETE FROM code_guess WHERE window_from <= ${at - forgottenAfterMs - windowMs}
      AND (locked_until IS NULL OR locked_until <= ${at - forgottenAfterMs})`);
}
