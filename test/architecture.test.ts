import { readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** Layer -> the only things it may import: our own paths, npm packages, or `node:`. */
const allowed: Record<string, readonly string[]> = {
  'src/domain': ['src/domain'],
  'src/ports': ['src/ports', 'src/domain'],
  'src/services': ['src/services', 'src/ports', 'src/domain'],
  'src/store': ['src/store', 'src/ports', 'src/domain', '@prisma', 'libsql', 'node:'],
  'src/runtime': [
    'src/runtime',
    'src/ports',
    'src/domain',
    'bottleneck',
    'csv-parse',
    'ioredis',
    'liquidjs',
    'node-cron',
    'pino',
    'qrcode',
    'node:',
  ],
  'src/config': ['src/config', 'src/domain', 'yaml', 'zod', 'node:'],
  'src/http': [
    'src/http',
    'src/services',
    'src/ports',
    'src/domain',
    'hono',
    '@hono',
    'echarts',
    'prom-client',
    'zod',
    'node:',
  ],
  'src/cli': [
    'src/cli',
    'src/app.js',
    'src/demo.js',
    'src/serve.js',
    'src/config',
    'src/http',
    'src/services',
    'src/ports',
    'src/domain',
    'commander',
    'csv-parse',
    'node:',
  ],
  adapters: [
    'adapters',
    'src/ports',
    'src/domain',
    'discord.js',
    'fast-xml-parser',
    'hono',
    'ipaddr.js',
    'nodemailer',
    'postal-mime',
    'smtp-server',
    'telegraf',
    'zod',
    'node:',
  ],
};

// A line that begins an import, ends a long one, or imports while running.
const specifier = /(?:^(?:import|export)\b[^'\n]*\bfrom|^\} from|^import|\bimport\()\s*'([^']+)'/gm;

function importsOf(file: string): string[] {
  const found = [...readFileSync(file, 'utf8').matchAll(specifier)].map((match) => match[1] ?? '');
  return found.map((s) => (s.startsWith('.') ? relative(root, resolve(dirname(file), s)) : s));
}

function isWithin(target: string, place: string): boolean {
  return target === place || target.startsWith(place.endsWith(':') ? place : `${place}/`);
}

function typescriptFilesIn(layer: string): string[] {
  return readdirSync(resolve(root, layer), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('generated'))
    .map((name) => `${layer}/${name}`);
}

it('every folder of src has a rule', () => {
  const folders = readdirSync(resolve(root, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `src/${entry.name}`);
  expect(folders.filter((folder) => !(folder in allowed))).toEqual([]);
});

describe.each(Object.entries(allowed))('%s', (layer, places) => {
  const files = typescriptFilesIn(layer);

  it('is not empty, or its rule guards nothing', () => expect(files).not.toEqual([]));

  it.each(files)('%s imports inwards only', (file) => {
    const strays = importsOf(resolve(root, file)).filter(
      (target) => !places.some((place) => isWithin(target, place)),
    );
    expect(strays).toEqual([]);
  });
});
