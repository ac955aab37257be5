import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutboundMessage } from '../../src/domain/message/message.js';
import { keyringOf } from '../../src/runtime/keyring.js';
import { openDatabase } from '../../src/store/client.js';
import { customerStore } from '../../src/store/customer-store.js';
import type { Database } from '../../src/store/database.js';
import { supportStore } from '../../src/store/support-store.js';
import { hawker } from '../support/hawker-process.js';

const at = Date.UTC(2026, 10, 21, 9);

describe('hawker cases', () => {
  const shop = mkdtempSync(join(tmpdir(), 'hawker-cases-'));
  const run = (...args: string[]) => hawker(['--shop', shop, ...args]);
  let database: Database;
  let caseId = 0;

  beforeAll(async () => {
    mkdirSync(join(shop, 'campaigns'));
    writeFileSync(
      join(shop, 'campaigns', 'shop.yaml'),
      `id: corner\nname: Corner Shop\ncurrency: GBP\ntimezone: UTC\nlocales: [en]
channels:\n  here:\n    kind: console\n  desk:\n    kind: console
staff: { channel: desk, chat: "staff-room" }\n`,
    );
    // Makes the database and its key.
    await run('runs');
    database = openDatabase(`file:${join(shop, 'data', 'hawker.db')}`);
    const secret = readFileSync(join(shop, 'data', 'hawker.key'), 'utf8').trim();
    const keyring = keyringOf(Buffer.from(secret, 'hex'));
    const speaker = { channelAccount: 'here', address: 'ann', locale: 'en', name: 'Ann Lee', at };
    const chat = await customerStore(database, keyring).recogniseChat(speaker);
    const first = { direction: 'customer', eventKey: 'here:1', author: null, at } as const;
    const opened = await supportStore(database, keyring).open(chat.id, {
      ...first,
      text: 'where is my parcel?',
    });
    caseId = opened.id;
  });
  afterAll(async () => {
    await database.close();
    rmSync(shop, { recursive: true, force: true });
  });

  const toCustomer = async () => {
    const rows = await database.models.delivery.findMany({
      where: { channelAccount: 'here' },
      orderBy: { id: 'asc' },
    });
    return rows.map(({ content, state }) => {
      const { blocks } = JSON.parse(content ?? '') as OutboundMessage;
      const words = blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : []));
      return `${state}: ${words.join('')}`;
    });
  };

  it('lists who waits, and shows the card with what was said', async () => {
    expect((await run('cases')).stdout).toBe(
      `#${caseId}  open, since 21 Nov 2026, 09:00, nobody’s\n`,
    );
    const { stdout } = await run('cases', 'show', `#${caseId}`);
    expect(stdout).toContain('Ann Lee');
    expect(stdout).toContain('customer: where is my parcel?');
  });

  it('answers in the customer’s chat under the name that is given, once for each command', async () => {
    const ended = await run('cases', 'reply', String(caseId), 'We are on it', '--as', 'Anna');
    expect(ended).toMatchObject({
      code: 0,
      stdout: `Case ${caseId}: your answer is on its way.\n`,
    });
    // The running service sends it.
    expect(await toCustomer()).toEqual(['planned: Anna: We are on it']);
    expect((await run('cases', 'show', String(caseId))).stdout).toContain('Anna: We are on it');
  });

  it('refuses what is no case', async () => {
    expect(await run('cases', 'reply', '999', 'hello')).toMatchObject({
      code: 1,
      stderr: 'there is no case 999\n  → hawker cases lists the open ones\n',
    });
    expect((await run('cases', 'close', 'twelve')).code).toBe(2);
    expect(await toCustomer()).toHaveLength(1);
  });

  it('closes a case once, and tells the customer', async () => {
    expect((await run('cases', 'close', String(caseId))).stdout).toBe(
      `Case ${caseId} is closed.\n`,
    );
    expect(await toCustomer()).toHaveLength(2);
    expect((await toCustomer()).at(-1)).toContain('ended the talk');
    expect((await run('cases')).stdout).toBe('No case is open.\n');
    for (const command of [
      ['close', String(caseId)],
      ['reply', String(caseId), 'one more word'],
    ]) {
      const ended = await run('cases', ...command);
      expect(ended.code).toBe(1);
      expect(ended.stderr).toContain(`case ${caseId} is closed`);
    }
    expect(await toCustomer()).toHaveLength(2);
    const all = JSON.parse((await run('cases', 'list', '--all', '--json')).stdout);
    expect(all).toMatchObject([{ id: caseId, state: 'closed', closedBy: 'operator' }]);
  });
});
