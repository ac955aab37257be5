import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type Ended,
  freePort,
  hawker,
  hawkerServing,
  programFolder,
} from '../support/hawker-process.js';

// Several processes one after the other, each a second of CPU, beside all other suites.
vi.setConfig({ testTimeout: 90_000 });

const stackTrace = /^\s+at .+[:)]\d*|unexpectedly/m;

/** What stderr says when a person can put it right: what is wrong, then what to do. */
function expectClear({ code, stderr }: Ended, wrong: RegExp, advice: RegExp): void {
  expect(stderr).not.toMatch(stackTrace);
  const [line, hint, ...more] = stderr.trimEnd().split('\n');
  expect(line).toMatch(wrong);
  expect(hint).toMatch(advice);
  expect(more).toEqual([]);
  expect(code).toBe(1);
}

function folderOf(name: string): string {
  return mkdtempSync(join(tmpdir(), `hawker-${name}-`));
}

describe('hawker, when something is in the way', () => {
  let shop: string;

  beforeAll(() => {
    shop = folderOf('cli');
    cpSync(join(programFolder, 'campaigns'), join(shop, 'campaigns'), { recursive: true });
  });

  afterAll(() => rmSync(shop, { recursive: true, force: true }));

  it('names the port that is taken, and another one', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    const ended = await hawker(['--shop', shop, 'serve'], { PORT: String(port) });
    await new Promise((done) => other.close(done));
    expectClear(ended, new RegExp(`^port ${port} is taken$`), /→ set PORT=\d+ or stop/);
    expect(ended.stdout).not.toContain('running');
  });

  it('names the folder that cannot be written', async () => {
    const blocked = folderOf('blocked');
    cpSync(join(shop, 'campaigns'), join(blocked, 'campaigns'), { recursive: true });
    // Where the folder should be stands a file: not even root can write into that.
    writeFileSync(join(blocked, 'data'), '');
    const ended = await hawker(['--shop', blocked, 'segments']);
    rmSync(blocked, { recursive: true });
    expectClear(ended, /^cannot write .+data.+/, /→ give this user the right to write .+data/);
  });

  it.each([
    { what: 'is no database', bytes: Buffer.from('half a database, '.repeat(600)) },
    { what: 'was cut off in its header', bytes: Buffer.from('SQLite format 3\0') },
  ])('names the database file that $what, and leaves it as it is', async ({ bytes }) => {
    const damaged = folderOf('damaged');
    cpSync(join(shop, 'campaigns'), join(damaged, 'campaigns'), { recursive: true });
    mkdirSync(join(damaged, 'data'));
    const file = join(damaged, 'data', 'hawker.db');
    writeFileSync(file, bytes);
    const ended = await hawker(['--shop', damaged, 'segments']);
    expectClear(ended, /hawker\.db is damaged or no database$/, /→ restore a backup/);
    expect(existsSync(file)).toBe(true);
    rmSync(damaged, { recursive: true });
  });

  it('says that there is no shop in a folder, and how to make one', async () => {
    const empty = folderOf('empty');
    const ended = await hawker(['--shop', empty, 'serve']);
    rmSync(empty, { recursive: true });
    expectClear(ended, /^no shop here: .+shop\.yaml does not exist$/, /→ .+hawker init my-shop/);
  });

  it('keeps a shop’s own data out of the demo', async () => {
    const file = join(shop, 'orders.csv');
    writeFileSync(file, 'order,customer,date,sku,price\n1,a,2026-01-01,x,2.00\n');
    const ended = await hawker(['--shop', shop, 'import', 'interactions', file]);
    expectClear(ended, /never mix/, /hawker init/);
  });

  it('ends with 2 and shows the usage when asked for what there is not', async () => {
    const asked = [['nonsense'], ['report'], ['send', 'welcome-back', '--nonsense']];
    for (const args of asked) {
      const { code, stderr } = await hawker(args);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^error: .+\n\nUsage: hawker/);
      expect(stderr).not.toMatch(stackTrace);
    }
  });

  it('suggests the campaign that was meant', async () => {
    const applied = await hawker(['--shop', shop, 'apply']);
    expect(applied.code).toBe(0);
    for (const args of [
      ['report', 'welcome-bak'],
      ['send', 'welcome-bak', '--now'],
    ]) {
      const ended = await hawker(['--shop', shop, ...args]);
      expectClear(ended, /^no campaign "welcome-bak" is applied$/, /did you mean welcome-back\?/);
    }
  });
});

describe('hawker init', () => {
  let parent: string;
  let shop: string;
  const own = (...args: string[]) => hawker(['--shop', shop, ...args]);

  beforeAll(() => {
    parent = folderOf('init');
    shop = join(parent, 'corner-shop');
  });

  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  it('makes a folder that passes hawker check', async () => {
    const made = await hawker(['init', shop, '--currency', 'EUR', '--timezone', 'Europe/Berlin']);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout, stderr } = await own('check');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('1 campaign');
  });

  it('does not write into a shop that is there already', async () => {
    expectClear(await hawker(['init', shop]), /campaigns is there already$/, /choose a new folder/);
  });

  it('takes one’s own customers, products and purchases, and purchases twice without doubling them', async () => {
    const files = {
      products: 'sku,name,category,price\nA-1,Lamp,lights,12.50\nB-2,Vase,garden,8.00\n',
      customers: 'customer,name,locale\nc1,Ada,en\nc2,Bo,zh-CN\nc3,Cy,en\n',
      interactions:
        'customer,kind,sku,quantity,amount,order,at\n' +
        'c1,purchase,A-1,2,25.00,o-1,2026-10-01T10:00:00Z\n' +
        'c2,purchase,B-2,1,8.00,o-2,2026-10-02T10:00:00Z\n',
    };
    for (const [kind, text] of Object.entries(files))
      writeFileSync(join(parent, `${kind}.csv`), text);
    for (const kind of ['products', 'customers', 'interactions', 'interactions']) {
      const { code, stderr } = await own('import', kind, join(parent, `${kind}.csv`));
      expect(code).toBe(0);
      expect(stderr).not.toMatch(stackTrace);
    }
    const { stdout } = await own('profile', 'c1');
    expect(stdout).toMatch(/orders +1, 2 pieces/);
    expect(stdout).toMatch(/spent +€25\.00/);
  });

  it('serves the shop’s chat without a bot, without the demo’s pages, and stops on Ctrl-C', async () => {
    const service = await hawkerServing(['--shop', shop, 'serve'], { PORT: await freePort() });
    const chat = await fetch(`${service.url}/chat`);
    expect(chat.status).toBe(200);
    expect(await chat.text()).toContain('corner-shop');
    const statuses = await Promise.all(
      ['/demo/customers', '/demo/shop', '/admin', '/v1/products'].map(async (path) => {
        const method = path.startsWith('/v1') ? 'POST' : 'GET';
        const { status } = await fetch(service.url + path, { method, redirect: 'manual' });
        return `${path} ${status}`;
      }),
    );
    expect(statuses).toEqual([
      '/demo/customers 404',
      '/demo/shop 404',
      '/admin 401',
      '/v1/products 401',
    ]);
    const { code, stderr } = await service.interrupt();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('is not taken for the demo', async () => {
    const ended = await own('demo');
    expectClear(ended, /^this is the shop "corner-shop", not the demo$/, /hawker serve/);
  });
});
