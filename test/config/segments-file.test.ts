import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { segmentsSchema } from '../../src/config/segment-schema.js';
import { loadSegments, parseSegments } from '../../src/config/segments-file.js';
import { problemLine } from '../../src/domain/problem.js';
import type { SegmentRule } from '../../src/domain/segment/rule.js';
import { programRoot } from '../support/databases.js';

const context = { currency: 'GBP', channels: ['telegram', 'webchat'], topics: ['marketing'] };
const dayMs = 86_400_000;

function parse(body: string) {
  return parseSegments('segments.yaml', `segments:\n${body}`, context);
}

function ruleOf(condition: string): SegmentRule | undefined {
  const parsed = parse(`  it:\n${condition.replace(/^/gm, '    ')}\n`);
  if (!parsed.ok) throw new Error(parsed.problems.map(problemLine).join('\n'));
  return parsed.value.named.get('it');
}

function problemsOf(body: string): string[] {
  const parsed = parse(body);
  return parsed.ok ? [] : parsed.problems.map(problemLine);
}

describe('a condition of segments.yaml', () => {
  it.each<[string, SegmentRule]>([
    ['rfm: champions', { kind: 'rfm', names: ['champions'] }],
    ['rfm: [new, promising]', { kind: 'rfm', names: ['new', 'promising'] }],
    ['locale: zh', { kind: 'field', field: 'locale', values: ['zh'] }],
    ['tier: [gold]', { kind: 'field', field: 'memberTier', values: ['gold'] }],
    ['birthday: this_month', { kind: 'birthday', when: 'this_month' }],
    ['age: { at_least: 25, less_than: 35 }', { kind: 'age', years: { atLeast: 25, atMost: 34 } }],
    ['consent: marketing', { kind: 'consent', topic: 'marketing' }],
    ['channel: webchat', { kind: 'channel', account: 'webchat' }],
    ['channel: any', { kind: 'channel', account: null }],
    ['segment: everyone', { kind: 'segment', name: 'everyone' }],
    ['attribute: country\nis: France', { kind: 'attribute', name: 'country', values: ['France'] }],
    ['attribute: pets\nis: [2, true]', { kind: 'attribute', name: 'pets', values: ['2', 'true'] }],
    ['attribute: x\nexists: true', { kind: 'attribute', name: 'x', values: null }],
    [
      'attribute: x\nexists: false',
      { kind: 'not', rule: { kind: 'attribute', name: 'x', values: null } },
    ],
    [
      'attribute: x\nis_not: [a, b]',
      { kind: 'not', rule: { kind: 'attribute', name: 'x', values: ['a', 'b'] } },
    ],
    [
      'recency_days: { at_most: 30 }',
      { kind: 'figure', figure: 'recencyDays', range: { atMost: 30 } },
    ],
    [
      'purchase_count: 3',
      { kind: 'figure', figure: 'purchaseCount', range: { atLeast: 3, atMost: 3 } },
    ],
    [
      'purchase_count: { more_than: 3, less_than: 9 }',
      { kind: 'figure', figure: 'purchaseCount', range: { atLeast: 4, atMost: 8 } },
    ],
    [
      'monetary: { more_than: 500.00 }',
      { kind: 'figure', figure: 'monetaryMinor', range: { atLeast: 50_001 } },
    ],
    [
      'average_basket: { less_than: 0.1 }',
      { kind: 'figure', figure: 'averageBasketMinor', range: { atMost: 9 } },
    ],
    [
      'lifetime_value: { at_least: 50 }',
      { kind: 'figure', figure: 'lifetimeValueMinor', range: { atLeast: 5_000 } },
    ],
    ['alive: { less_than: 40 }', { kind: 'figure', figure: 'alivePercent', range: { atMost: 39 } }],
    ['interest: bags', { kind: 'interest', names: ['bags'], sharePercent: { atLeast: 10 } }],
    [
      'interest: [bags, red]\nshare: { more_than: 30 }',
      { kind: 'interest', names: ['bags', 'red'], sharePercent: { atLeast: 31 } },
    ],
    ['prefers_channel: telegram', { kind: 'prefers-channel', account: 'telegram' }],
    [
      'did: browse',
      {
        kind: 'did',
        did: 'browse',
        products: null,
        times: { atLeast: 1 },
        amountMinor: null,
        withinMs: null,
      },
    ],
    [
      'did: purchase\ncategory: bags\ntimes: { at_least: 2 }\namount: { more_than: 50.00 }\nwithin: 90d',
      {
        kind: 'did',
        did: 'purchase',
        products: { categories: ['bags'] },
        times: { atLeast: 2 },
        amountMinor: { atLeast: 5_001 },
        withinMs: 90 * dayMs,
      },
    ],
    ['cluster: big-baskets', { kind: 'cluster', name: 'big-baskets', bound: null }],
    [
      'did: add_to_cart\nnot_followed_by: { did: purchase, within: 3d, same: product }',
      {
        kind: 'did',
        did: 'add_to_cart',
        products: null,
        times: { atLeast: 1 },
        amountMinor: null,
        withinMs: null,
        followUp: {
          isWanted: false,
          did: 'purchase',
          products: null,
          isSameProduct: true,
          withinMs: 3 * dayMs,
        },
      },
    ],
    [
      'did: browse\ntimes: 2\nfollowed_by: { did: purchase, category: bags }',
      {
        kind: 'did',
        did: 'browse',
        products: null,
        times: { atLeast: 2, atMost: 2 },
        amountMinor: null,
        withinMs: null,
        followUp: {
          isWanted: true,
          did: 'purchase',
          products: { categories: ['bags'] },
          isSameProduct: false,
          withinMs: null,
        },
      },
    ],
    [
      'any:\n  - not: { rfm: new }\n  - all:\n      - tier: gold',
      {
        kind: 'any',
        rules: [
          { kind: 'not', rule: { kind: 'rfm', names: ['new'] } },
          { kind: 'all', rules: [{ kind: 'field', field: 'memberTier', values: ['gold'] }] },
        ],
      },
    ],
  ])('%s', (condition, rule) => expect(ruleOf(condition)).toEqual(rule));
});

it('tells where each cluster is spoken of, which only the database can check', () => {
  const parsed = parse(
    '  a:\n    any:\n      - cluster: often\n      - not: { cluster: seldom }\n',
  );
  expect(parsed.ok && parsed.value.clusterMentions).toEqual([
    {
      cluster: 'often',
      at: { place: 'segments.yaml:4:18', message: 'segments.a.any[0].cluster: ' },
    },
    {
      cluster: 'seldom',
      at: { place: 'segments.yaml:5:25', message: 'segments.a.any[1].not.cluster: ' },
    },
  ]);
});

describe('a slip in segments.yaml is pointed at', () => {
  it.each([
    [
      'an unknown key',
      '  a:\n    recencydays: 3\n',
      '3:5 segments.a.recencydays: is not a known key; did you mean "recency_days"?',
    ],
    [
      'a key inside a tree',
      '  a:\n    all:\n      - catgory: x\n',
      '4:9 segments.a.all[0].catgory: is not a known key; did you mean "category"?',
    ],
    [
      'an unknown segment',
      '  big: { rfm: new }\n  a:\n    not:\n      segment: bg\n',
      '5:16 segments.a.not.segment: there is no segment "bg"; did you mean "big"?',
    ],
    ['an unknown kind', '  a:\n    did: purchse\n', '3:10 segments.a.did: "purchse" is not one of'],
    ['an unknown standing', '  a:\n    rfm: champion\n', 'did you mean "champions"?'],
    [
      'an unknown channel',
      '  a:\n    channel: telegrm\n',
      '3:14 segments.a.channel: "telegrm" is not a channel of shop.yaml; did you mean "telegram"?',
    ],
    [
      'an unknown topic',
      '  a:\n    consent: marketting\n',
      '"marketting" is not a topic of shop.yaml; did you mean "marketing"?',
    ],
    [
      'two conditions in one',
      '  a:\n    rfm: new\n    tier: gold\n',
      '3:10 segments.a.rfm: "tier" and "rfm" are conditions of their own: list them under all or any',
    ],
    [
      'a companion alone',
      '  a:\n    times: 3\n',
      '3:12 segments.a.times: goes with "did", which is missing here',
    ],
    [
      'a companion of another',
      '  a:\n    attribute: x\n    is: y\n    within: 3d\n',
      '5:13 segments.a.within: goes with "did", which is missing here',
    ],
    [
      'what came after nothing',
      '  a:\n    not_followed_by: { did: purchase }\n',
      '3:22 segments.a.not_followed_by: goes with "did", which is missing here',
    ],
    [
      'a slip in what came after',
      '  a:\n    did: browse\n    followed_by: { did: purchase, withn: 3d }\n',
      '4:35 segments.a.followed_by.withn: is not a known key; did you mean "within"?',
    ],
    [
      'both that it came and that it did not',
      '  a:\n    did: browse\n    followed_by: { did: like }\n    not_followed_by: { did: like }\n',
      '5:22 segments.a.not_followed_by: stands beside "followed_by"',
    ],
    ['nothing at all', '  a:\n    description: nobody\n', 'segments.a: holds no condition'],
    [
      'an attribute without a test',
      '  a:\n    attribute: x\n',
      '3:16 segments.a.attribute: "x" needs exactly one of is, is_not and exists',
    ],
    ['no bound', '  a:\n    monetary: {}\n', '3:15 segments.a.monetary: says nothing'],
    [
      'an impossible span',
      '  a:\n    purchase_count: { at_least: 3, less_than: 3 }\n',
      'can hold of nobody',
    ],
    [
      'a fraction of a penny',
      '  a:\n    monetary: { at_most: 1.005 }\n',
      '3:26 segments.a.monetary.at_most: 1.005 is not an amount of GBP',
    ],
    ['an age nobody has', '  a:\n    age: { at_most: 151 }\n', '151 is more than 150'],
    ['a score beyond 5', '  a:\n    recency_score: { at_least: 6 }\n', '6 is more than 5'],
    [
      'no duration',
      '  a:\n    did: browse\n    within: 2 dayz\n',
      '4:13 segments.a.within: "2 dayz" is not a duration',
    ],
    ['a built-in name', '  everyone:\n    rfm: new\n', 'segments.everyone: is built in'],
    [
      'a segment that needs itself',
      '  a:\n    not: { segment: a }\n',
      '3:21 segments.a.not.segment: a segment cannot need itself (a → a)',
    ],
  ])('%s', (_, body, expected) => {
    const problems = problemsOf(body);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
    expect(problems[0]).toMatch(/^segments\.yaml:\d+:\d+ /);
  });

  it('tells a ring of three once, at the first step of it', () => {
    const body =
      '  a:\n    segment: b\n  b:\n    segment: c\n  c:\n    segment: a\n  d:\n    segment: a\n';
    expect(problemsOf(body)).toEqual([
      'segments.yaml:3:14 segments.a.segment: a segment cannot need itself (a → b → c → a)',
    ]);
  });

  it('tells all problems at once, in the order of the file', () => {
    const body = '  a:\n    segment: nope\n  b:\n    channel: pigeon\n  c:\n    consent: spam\n';
    expect(problemsOf(body).map((line) => line.split(' ')[0])).toEqual([
      'segments.yaml:3:14',
      'segments.yaml:5:14',
      'segments.yaml:7:14',
    ]);
  });

  it('refuses more questions than a database can join', () => {
    const many = Array.from({ length: 51 }, (_, i) => `      - { did: purchase, sku: s${i} }`);
    expect(problemsOf(`  a:\n    any:\n${many.join('\n')}\n`)[0]).toContain('asks 51 questions');
    expect(problemsOf(`  a:\n    any:\n${many.slice(1).join('\n')}\n`)).toEqual([]);
  });
});

describe('the segments of a shop', () => {
  const shop = {
    id: 'x',
    name: 'x',
    currency: 'GBP',
    timezone: 'Europe/London',
    locales: ['en'],
    quietHours: null,
    dailyCap: null,
    consent: { topic: 'marketing', noticeVersion: '1' },
    channels: [],
  };

  it('are read from the file that comes with Hawker', () => {
    const loaded = loadSegments(programRoot, shop);
    if (!loaded.ok) throw new Error(loaded.problems.map(problemLine).join('\n'));
    const names = loaded.value.definitions.map(({ name }) => name);
    expect(names[0]).toBe('everyone');
    expect(names).toEqual(
      expect.arrayContaining(['regulars', 'lapsed', 'new-customers', 'bag-lovers', 'abroad']),
    );
  });

  it('are everyone alone where there is no file', () => {
    const loaded = loadSegments('/nowhere', shop);
    expect(loaded.ok && [...loaded.value.named]).toEqual([['everyone', { kind: 'everyone' }]]);
  });

  it('have a JSON schema that knows each key of the sample', () => {
    const schema = JSON.stringify(z.toJSONSchema(segmentsSchema, { io: 'input' }));
    const text = readFileSync(`${programRoot}/campaigns/segments.yaml`, 'utf8');
    const keys = [...text.matchAll(/^ {4,}(?:- )?([a-z_]+):/gm)].map(([, key]) => key);
    expect(keys.length).toBeGreaterThan(15);
    for (const key of keys) expect(schema).toContain(`"${key}"`);
  });
});
