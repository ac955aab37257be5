import { expect, it } from 'vitest';
import { z } from 'zod';
import { duration } from '../../src/config/duration.js';
import { parseYaml, readYaml } from '../../src/config/yaml-document.js';
import { problemLine } from '../../src/domain/problem.js';

const schema = z.strictObject({
  id: z.string(),
  wait: duration,
  count: z.int().min(1).max(9).optional(),
  steps: z
    .array(z.strictObject({ wait: duration, kind: z.enum(['send', 'pause']) }))
    .min(1)
    .optional(),
  quiet: z.union([z.literal('none'), z.strictObject({ from: z.string() })]).optional(),
  channels: z
    .record(z.string().regex(/^[a-z]+$/, 'is not a name'), z.looseObject({ kind: z.string() }))
    .optional(),
});

function lines(text: string): string[] {
  const parsed = parseYaml('c.yaml', text, schema);
  return parsed.ok ? ['ok'] : parsed.problems.map(problemLine);
}

it.each([
  { why: 'a right file', text: 'id: a\nwait: 2d\n', wanted: ['ok'] },
  {
    why: 'a bad duration',
    text: 'id: a\nwait: 2 dayz\n',
    wanted: ['c.yaml:2:7 wait: "2 dayz" is not a duration (say 2d, 36h or 90m)'],
  },
  {
    why: 'a number for a duration',
    text: 'id: a\nwait: 2\n',
    wanted: ['c.yaml:2:7 wait: 2 is not a duration (say 2d, 36h or 90m)'],
  },
  { why: 'a missing key', text: 'id: a\n', wanted: ['c.yaml:1:1 wait: is missing'] },
  {
    why: 'a missing key deep inside',
    text: 'id: a\nwait: 1h\nsteps:\n  - wait: 1h\n    kind: send\n  - kind: send\n',
    wanted: ['c.yaml:6:5 steps[1].wait: is missing'],
  },
  {
    why: 'a mistyped key, and what it was meant to be',
    text: 'id: a\nwait: 1h\nsteps:\n  - wiat: 1h\n    wait: 1h\n    kind: send\n',
    wanted: ['c.yaml:4:5 steps[0].wiat: is not a known key; did you mean "wait"?'],
  },
  {
    why: 'a key that resembles none',
    text: 'id: a\nwait: 1h\nunicorn: 1\n',
    wanted: ['c.yaml:3:1 unicorn: is not a known key'],
  },
  {
    why: 'a mistyped word of a list',
    text: 'id: a\nwait: 1h\nsteps: [{ wait: 1h, kind: sned }]\n',
    wanted: ['c.yaml:3:27 steps[0].kind: "sned" is not one of send, pause; did you mean "send"?'],
  },
  {
    why: 'a wrong type',
    text: 'id: [a]\nwait: 1h\n',
    wanted: ['c.yaml:1:5 id: this list is not a text'],
  },
  {
    why: 'a number out of range',
    text: 'id: a\nwait: 1h\ncount: 12\n',
    wanted: ['c.yaml:3:8 count: 12 is more than 9'],
  },
  {
    why: 'a fraction',
    text: 'id: a\nwait: 1h\ncount: 1.5\n',
    wanted: ['c.yaml:3:8 count: 1.5 is not a whole number'],
  },
  {
    why: 'an empty list',
    text: 'id: a\nwait: 1h\nsteps: []\n',
    wanted: ['c.yaml:3:8 steps: this list has fewer than 1 entries'],
  },
  {
    why: 'the branch of a union that was meant',
    text: 'id: a\nwait: 1h\nquiet: { form: "22:00" }\n',
    wanted: [
      'c.yaml:3:8 quiet.from: is missing',
      'c.yaml:3:10 quiet.form: is not a known key; did you mean "from"?',
    ],
  },
  {
    why: 'a name that may not be one',
    text: 'id: a\nwait: 1h\nchannels:\n  Web Chat: { kind: webchat }\n',
    wanted: ['c.yaml:4:3 channels.Web Chat: this key is not a name'],
  },
  {
    why: 'a duplicate key',
    text: 'id: a\nwait: 1h\nid: b\n',
    wanted: ['c.yaml:3:1 the key "id" stands here a second time'],
  },
  {
    why: 'a bracket left open',
    text: 'id: a\nsteps: [a, b\nwait: 1h\n',
    wanted: [
      'c.yaml:3:1 not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  },
  { why: 'an empty file', text: '# nothing\n', wanted: ['c.yaml:1:1 the file is empty'] },
  {
    why: 'two documents',
    text: 'id: a\nwait: 1h\n---\nid: b\n',
    wanted: ['c.yaml:3:1 the file holds more than one document (---)'],
  },
  {
    why: 'a tag',
    text: 'id: !!js/function a\nwait: 1h\n',
    wanted: ['c.yaml:1:5 tags such as !!x are not used here'],
  },
  {
    why: 'a list for a file',
    text: '- a\n',
    wanted: ['c.yaml:1:1 this list is not a group of keys'],
  },
])('points at $why', ({ text, wanted }) => {
  expect(lines(text)).toEqual(wanted);
});

it('tells all problems at once, in the order of the file', () => {
  expect(
    lines('steps:\n  - wait: x\n    kind: y\nid: 1\nextra: 2\n').map((line) => line.split(' ')[0]),
  ).toEqual(['c.yaml:1:1', 'c.yaml:2:11', 'c.yaml:3:11', 'c.yaml:4:5', 'c.yaml:5:1']);
});

it('finds a value behind an alias, and refuses a file that means to fill the memory', () => {
  expect(lines('id: &x a\nwait: *x\n')).toEqual([
    'c.yaml:2:7 wait: "a" is not a duration (say 2d, 36h or 90m)',
  ]);
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]'];
  for (const [name, of] of ['ba', 'cb', 'dc', 'ed', 'fe'].map((pair) => [...pair]))
    bomb.push(`${name}: &${name} [*${of},*${of},*${of},*${of},*${of},*${of},*${of},*${of},*${of}]`);
  expect(lines(bomb.join('\n'))[0]).toContain('alias');
});

it('places a line of a block text where it stands', () => {
  const text = 'id: |\n  one\n  two\nwait: "1h"\n';
  const read = readYaml('c.yaml', text, schema);
  if (!read.ok) throw new Error('unreadable');
  expect(read.value.document.linePlace(['id'], 2)).toBe('c.yaml:3:1');
  expect(read.value.document.linePlace(['wait'], 1)).toBe('c.yaml:4:7');
});

it.each([
  ['2d', 172_800_000],
  ['36h', 129_600_000],
  ['1h30m', 5_400_000],
  ['1w', 604_800_000],
  ['45s', 45_000],
])('reads the duration %s', (text, wait) => {
  const parsed = parseYaml('c.yaml', `id: a\nwait: ${text}\n`, schema);
  expect(parsed).toMatchObject({ ok: true, value: { wait } });
});

it.each(['0d', '2', 'd', '1m1h', '1d1d', '-1d', '1.5h', '2 d', ''])(
  'refuses the duration "%s"',
  (text) => {
    expect(lines(`id: a\nwait: "${text}"\n`)).toEqual([
      `c.yaml:2:7 wait: "${text}" is not a duration (say 2d, 36h or 90m)`,
    ]);
  },
);
