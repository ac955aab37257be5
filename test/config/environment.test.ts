import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { environmentNames, parseEnvironment } from '../../src/config/environment.js';

describe('.env.example', () => {
  const lines = readFileSync('.env.example', 'utf8').split('\n');

  it('names exactly the variables that the program reads, each under a comment', () => {
    const names = lines.flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []);
    expect(names.toSorted()).toEqual(environmentNames.toSorted());
    for (const name of names) {
      const at = lines.findIndex((line) => line.startsWith(`${name}=`));
      const above = lines.slice(0, at).findLast((line) => !/^[A-Z_]+=/.test(line));
      expect(above, name).toMatch(/^#/);
    }
  });

  it('holds the defaults', () => {
    const values = Object.fromEntries(
      lines.flatMap((line) => (/^[A-Z_]+=/.test(line) ? [line.split('=')] : [])),
    );
    expect(parseEnvironment(values)).toEqual(parseEnvironment({}));
  });
});

describe('parseEnvironment', () => {
  it('takes what is empty for unset', () => {
    const parsed = parseEnvironment({ PORT: '', DATABASE_URL: '' });
    expect(parsed.ok && parsed.value).toMatchObject({
      port: 8_420,
      databaseUrl: undefined,
      host: '127.0.0.1',
    });
  });

  it('names every variable that is wrong, with what it holds', () => {
    const parsed = parseEnvironment({
      PORT: '99999',
      DATABASE_URL: 'mysql://x',
      HAWKER_KEY: 'abc',
      PUBLIC_URL: 'ftp://x',
    });
    const places = parsed.ok ? [] : parsed.problems.map(({ place }) => place);
    expect(places).toEqual([
      'environment DATABASE_URL:',
      'environment HAWKER_KEY:',
      'environment PUBLIC_URL:',
      'environment PORT:',
    ]);
  });

  it('drops the slash at the end of PUBLIC_URL, so that links have one', () => {
    const parsed = parseEnvironment({ PUBLIC_URL: 'https://chat.example/' });
    expect(parsed.ok && parsed.value.publicUrl).toBe('https://chat.example');
  });
});
