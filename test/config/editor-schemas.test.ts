import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { editorSchemas } from '../../src/config/editor-schemas.js';

const folder = resolve(import.meta.dirname, '../../campaigns/schemas');

it('has every schema in campaigns/schemas as it is now (else: node scripts/write-schemas.mjs)', () => {
  const written = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(resolve(folder, name), 'utf8')]),
  );
  expect(written).toEqual(editorSchemas());
});

it('speaks of what is written in a file, not of what it becomes', () => {
  const schema = JSON.parse(editorSchemas()['campaign.schema.json'] ?? '');
  const [message] = schema.anyOf;
  expect(message.properties.send_within.type).toBe('string');
  expect(message.required).toEqual(expect.arrayContaining(['id', 'audience', 'channels']));
  expect(message.additionalProperties).toBe(false);
});

it.each(readdirSync(resolve(folder, '..')).filter((name) => name.endsWith('.yaml')))(
  '%s names its schema, so that an editor finds it',
  (name) => {
    const [first = ''] = readFileSync(resolve(folder, '..', name), 'utf8').split('\n');
    const [, schema = ''] =
      /^# yaml-language-server: \$schema=\.\/schemas\/(\S+)$/.exec(first) ?? [];
    expect(Object.keys(editorSchemas())).toContain(schema);
  },
);
