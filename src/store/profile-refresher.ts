import { setImmediate as nextTurn } from 'node:timers/promises';
import { sqltag as sql } from '@prisma/client/runtime/client';
import { type Events, personAt } from '../domain/profile/events.js';
import { ProfileMaker } from '../domain/profile/profile.js';
import type { RefreshBasis } from '../ports/profile-store.js';
import type { Database } from './database.js';
import { integerList, parseIntegerLists } from './integer-list.js';
import { isLiving } from './living-sql.js';
import {
  readAccounts,
  readDiscounts,
  readEventsOf,
  readShifts,
  scanEvents,
} from './profile-events.js';
import { figureRow, writeFigures } from './profile-rows.js';
import { ShelfCache } from './profile-shelf.js';
import { writePriority } from './writer.js';

// One chunk is one transaction: short enough that a chat's reply need not wait for it.
const chunkSize = 2_000;

// What is held in memory at once: about 150 MB. Each further slice reads the whole table once more.
const interactionsPerSlice = 3_000_000;

/** Ids that are counted together when slices are cut. */
const idsPerCount = 20_000;

type Progress = ((done: number, total: number) => void) | undefined;

/** Reads what people did, makes figures of it, and writes them. */
export class ProfileRefresher {
  readonly #database: Database;
  readonly #shelves: ShelfCache;

  constructor(database: Database) {
    this.#database = database;
    this.#shelves = new ShelfCache(database);
  }

  async refreshNamed(customerIds: readonly number[], basis: RefreshBasis): Promise<void> {
    const { zones, asOf } = basis;
    const accounts = await readAccounts(this.#database);
    const table = await readEventsOf(this.#database, customerIds, accounts, asOf);
    const shifts = await readShifts(this.#database, customerIds, zones);
    const events = table.events(0, customerIds.length, shifts);
    await this.#write(customerIds, events, { accounts, asOf });
  }

  /** Who is several rows is looked up by name; all others, most of them, are made of one walk through the table. */
  async refreshEverybody(basis: RefreshBasis, onProgress?: Progress): Promise<number> {
    const living = await this.#idsOf(sql`SELECT c.id FROM customer c WHERE ${isLiving}`);
    const joined = new Set(
      await this.#idsOf(sql`
        SELECT DISTINCT m.canonical_customer_id AS id FROM customer m
        WHERE m.canonical_customer_id <> m.id`),
    );
    let done = 0;
    const report = (more: number) => {
      done += more;
      onProgress?.(done, living.length);
    };
    report(0);
    for (const ids of chunksOf(living.filter((id) => joined.has(id)))) {
      await this.refreshNamed(ids, basis);
      report(ids.length);
    }
    const alone = living.filter((id) => !joined.has(id));
    for (const slice of await this.#slicesOf(alone)) await this.#scanned(slice, basis, report);
    return living.length;
  }

  async #scanned(ids: Int32Array, { zones, asOf }: RefreshBasis, report: (more: number) => void) {
    const accounts = await readAccounts(this.#database);
    const table = await scanEvents(this.#database, ids, { accounts, asOf });
    let from = 0;
    for (const chunk of chunksOf(ids)) {
      await nextTurn();
      const until = from + chunk.length;
      const shifts = await readShifts(this.#database, chunk, zones);
      await this.#write(chunk, table.events(from, until, shifts), { accounts, asOf });
      report(chunk.length);
      from = until;
    }
  }

  async #write(
    customerIds: readonly number[],
    events: Events,
    { accounts, asOf }: { readonly accounts: readonly string[]; readonly asOf: number },
  ): Promise<void> {
    const shelf = await this.#shelves.shelf();
    const discounts = await readDiscounts(this.#database, customerIds);
    const maker = new ProfileMaker({ shelf, accounts, discounts });
    const rows = customerIds.map((id, place) =>
      figureRow(id, maker.figuresOf(personAt(events, place))),
    );
    await this.#database.writeSql(writePriority.bulk, (tx) => writeFigures(tx, rows, asOf));
  }

  /** Ascending. */
  async #idsOf(select: ReturnType<typeof sql>): Promise<Int32Array> {
    const { dialect } = this.#database;
    const [found] = await this.#database.query<{ list: string | null }>(
      sql`SELECT ${integerList(dialect, 'id')} AS list FROM (${select}) people`,
    );
    return parseIntegerLists([found?.list ?? '']).sort();
  }

  /** Cuts ascending ids where their interactions become too many to hold. */
  async #slicesOf(ids: Int32Array): Promise<Int32Array[]> {
    const slices: Int32Array[] = [];
    let start = 0;
    let held = 0;
    for (let from = 0; from < ids.length; from += idsPerCount) {
      const last = ids[Math.min(from + idsPerCount, ids.length) - 1] ?? 0;
      await nextTurn();
      const [found] = await this.#database.query<{ count: number }>(sql`
        SELECT count(*) AS count FROM interaction
        WHERE customer_id BETWEEN ${ids[from] ?? 0} AND ${last}`);
      const count = found?.count ?? 0;
      if (held > 0 && held + count > interactionsPerSlice) {
        slices.push(ids.subarray(start, from));
        start = from;
        held = 0;
      }
      held += count;
    }
    if (start < ids.length) slices.push(ids.subarray(start));
    return slices;
  }
}

function* chunksOf(ids: Int32Array): Iterable<readonly number[]> {
  for (let from = 0; from < ids.length; from += chunkSize)
    yield [...ids.subarray(from, from + chunkSize)];
}
