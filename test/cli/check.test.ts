import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { programRoot } from '../support/databases.js';

let shop = '';
beforeEach(() => {
  shop = mkdtempSync(join(tmpdir(), 'hawker-check-'));
  cpSync(join(programRoot, 'campaigns'), join(shop, 'campaigns'), { recursive: true });
});
afterEach(() => rmSync(shop, { recursive: true, force: true }));

function hawker(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const program = join(programRoot, 'bin/hawker.js');
  return new Promise((done) => {
    execFile(process.execPath, [program, ...args], { cwd: shop }, (error, out, err) => {
      done({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

function spoil(file: string, from: string, to: string): void {
  const path = join(shop, 'campaigns', file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

it('finds nothing wrong with the samples, and makes no database', async () => {
  const { code, out } = await hawker('check');
  expect(code).toBe(0);
  expect(out).toMatch(/^✓ 3 campaigns, \d+ segments, \d+ promotions\n$/);
  await expect(() => readFileSync(join(shop, 'data/hawker.db'))).toThrow('ENOENT');
});

it('tells the mistakes of all files at once, each with its place, and ends with 1', async () => {
  spoil('welcome-back.yaml', 'promotion: come-back-15', 'promotion: come-back-51');
  spoil('weekly-picks.yaml', '{% endfor %}', '');
  spoil('weekend-post.yaml', 'send_within: 1d', 'send_within: 1 day');
  const { code, out, err } = await hawker('check');
  expect([code, out]).toEqual([1, '']);
  const found = err.trim().split('\n');
  expect(found).toHaveLength(3);
  expect(found[0]).toMatch(
    /^campaigns\/weekend-post\.yaml:11:14 send_within: "1 day" is not a duration/,
  );
  expect(found[1]).toMatch(/^campaigns\/weekly-picks\.yaml:\d+:1 message\.en\[0\]\.text: Liquid: /);
  expect(found[2]).toMatch(
    /^campaigns\/welcome-back\.yaml:\d+:22 coupon\.promotion: .*did you mean "come-back-15"\?$/,
  );
});

it('finds wrong references and variables in a file whose own form is wrong too', async () => {
  spoil('welcome-back.yaml', 'segment: lapsed', 'segmnt: lapsd');
  spoil('welcome-back.yaml', 'holdout: 20%', 'holdout: 20pct');
  spoil('welcome-back.yaml', 'promotion: come-back-15', 'promotion: come-back-51');
  spoil('welcome-back.yaml', '{{ coupon.code }}', '{{ coupon.cod }}');
  const { code, err } = await hawker('check');
  expect(code).toBe(1);
  for (const wrong of ['"segment"?', '"lapsed"?', '20pct', '"come-back-15"?', 'coupon.cod"']) {
    expect(err).toContain(wrong);
  }
});

it('checks one file when one is named', async () => {
  spoil('weekend-post.yaml', 'send_within: 1d', 'send_within: 1 day');
  expect((await hawker('check', 'campaigns/welcome-back.yaml')).code).toBe(0);
  const absent = await hawker('check', 'campaigns/absent.yaml');
  expect([absent.code, absent.err]).toEqual([1, 'campaigns/absent.yaml there is no such file\n']);
});
