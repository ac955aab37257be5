import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { App } from '../../src/app.js';
import { groupsCommand } from '../../src/cli/commands/groups.js';
import type { CliContext } from '../../src/cli/context.js';
import { UserError } from '../../src/domain/user-error.js';
import { onEachDatabase } from '../support/databases.js';
import { type GroupShop, groupShop, hourMs } from '../support/group-shop.js';
import { reservationOf, startAt } from '../support/promotions.js';

let shops = 0;
const nowhere = '0192f0c4-8a3e-7b1c-9d2e-4f5a6b7c8d9e';

onEachDatabase('hawker groups', (test) => {
  let printed: string[] = [];
  beforeEach(() => {
    printed = [];
    vi.spyOn(console, 'log').mockImplementation((line: string) => {
      printed.push(line);
    });
  });
  afterEach(() => void vi.restoreAllMocks());

  /** A group of three in which Ann has paid and Bob is at the checkout. */
  async function open() {
    shops += 1;
    const key = `cli-${test.name}-${shops}`;
    // Months of its own: the groups of the tests before are over.
    const shop: GroupShop = groupShop(test.database(), { at: startAt + shops * 30 * 24 * hourMs });
    await shop.endGroups();
    const terms = { seats: 3, openForMs: 24 * hourMs };
    await shop.applyGroups([{ id: key, trigger: 'automatic', groupBuy: terms }]);
    const [ann, bob] = [await shop.person(`ann-${key}`), await shop.person(`bob-${key}`)];
    const id = await shop.openFor(key, ann);
    const paid = await shop.payFor(key, id, ann);
    const held = reservationOf(await shop.join(key, id, bob));
    const app = { ...shop, shop: { ...shop.shop, timezone: 'Asia/Shanghai' } } as unknown as App;
    const context = { app: async () => app } as CliContext;
    const run = async (...words: string[]) => {
      printed.length = 0;
      await groupsCommand(context).exitOverride().parseAsync(words, { from: 'user' });
      return printed.join('\n');
    };
    return { ...shop, key, id, paid, held, run };
  }

  /** The words of the row that begins so. */
  const row = (text: string, first: string) =>
    text
      .split('\n')
      .map((line) => line.trim().split(/\s{2,}/))
      .find((words) => words[0] === first);

  it('lists the open groups with their seats, and their ends by the shop’s clock', async () => {
    const { key, id, run } = await open();
    const end = new Intl.DateTimeFormat('en-GB', {
      dateStyle: 'medium',
      timeStyle: 'short',
      timeZone: 'Asia/Shanghai',
    }).format(startAt + shops * 30 * 24 * hourMs + 24 * hourMs);
    expect(row(await run(), id)).toEqual([id, key, 'open', '3', '1', '1', '1', end]);
    const json: unknown = JSON.parse(await run('list', '--json'));
    expect(json).toMatchObject([{ id, promotion: key, state: 'open', seats: 3, paid: 1, held: 1 }]);
    expect(await run('list', '--state', 'failed')).not.toContain(id);
    await expect(run('list', '--state', 'lost')).rejects.toThrow(
      '"lost" is not a state of a group',
    );
  });

  it('shows who is in a group, and closes it: seats go, and the paid order is cancelled', async () => {
    const { key, id, paid, held, run } = await open();
    const standing = async () => {
      const shown = await run('show', id);
      const of = (name: string) => row(shown, `${name}-${key}`);
      return [of('ann'), of('bob')].map((words) => [words?.[2], words?.[4]]);
    };
    expect(await standing()).toEqual([
      ['paid', paid],
      ['holding', held],
    ]);
    expect(await run('close', id)).toBe(
      `The group is closed: 1 seat let go, 1 paid order is cancelled; hawker groups show ${id} lists whose money to give back.`,
    );
    expect((await standing())[0]).toEqual(['paid, cancelled', paid]);
    expect(row(await run('list', '--state', 'all'), id)?.slice(2, 7)).toEqual([
      ...['failed', '3', '0', '0', '0'],
    ]);
    await expect(run('close', id)).rejects.toThrow('the group is failed: only an open one');
  });

  it('knows no other group', async () => {
    const { run } = await open();
    await expect(run('show', nowhere)).rejects.toThrow(UserError);
    await expect(run('close', nowhere)).rejects.toThrow(`there is no group ${nowhere}`);
  });
});
