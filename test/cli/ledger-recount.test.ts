import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { App } from '../../src/app.js';
import { ledgerCommand } from '../../src/cli/commands/ledger.js';
import type { CliContext } from '../../src/cli/context.js';
import { onEachDatabase } from '../support/databases.js';
import { tillOn } from '../support/promotions.js';

onEachDatabase('hawker ledger recount', (test) => {
  let printed: string[] = [];
  beforeEach(() => {
    printed = [];
    vi.spyOn(console, 'log').mockImplementation((line: string) => {
      printed.push(line);
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  });

  it('tells a kept receipt from one that was changed afterwards', async () => {
    const till = tillOn(test.database());
    await till.apply([{ id: 'recounted', trigger: 'automatic' }]);
    const { quoteId } = await till.quote([], null);
    const context = { app: async () => till as unknown as App } as CliContext;
    const run = async (...words: string[]) => {
      await ledgerCommand(context).exitOverride().parseAsync(words, { from: 'user' });
      return printed.join('\n');
    };
    // 2 × 15.00 less 5.00.
    expect(await run('recount', quoteId)).toMatch(/£25\.00[\s\S]*the same, to the last unit/);
    expect(process.exitCode).toBeUndefined();
    await test.database().write(2, async (tx) => {
      const row = await tx.models.quote.findUniqueOrThrow({ where: { id: quoteId } });
      const receipt = row.receipt.replace('"payableMinor":2500', '"payableMinor":2400');
      await tx.models.quote.update({ where: { id: quoteId }, data: { receipt } });
    });
    expect(await run('recount', quoteId)).toContain('OTHERWISE');
    expect(process.exitCode).toBe(1);
    await expect(run('recount', 'none')).rejects.toThrow('there is no quote "none"');
  });
});
