import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { loadShop, parseShop } from '../../src/config/shop-file.js';
import { problemLine } from '../../src/domain/problem.js';

const head = 'id: a\nname: A\ncurrency: GBP\ntimezone: Europe/London\nlocales: [en, zh-CN]\n';

function parse(rest: string, variables = {}) {
  return parseShop('shop.yaml', head + rest, variables);
}

function lines(parsed: ReturnType<typeof parse>): string[] {
  return parsed.ok ? ['ok'] : parsed.problems.map(problemLine);
}

it('fills in quiet hours, one message a day and the topic', () => {
  expect(parse('channels: { webchat: }\n')).toEqual({
    ok: true,
    value: {
      id: 'a',
      name: 'A',
      currency: 'GBP',
      timezone: 'Europe/London',
      locales: ['en', 'zh-CN'],
      quietHours: { fromMinute: 1_320, untilMinute: 480 },
      dailyCap: 1,
      consent: { topic: 'marketing', noticeVersion: '1' },
      askRatingAfterMs: 3_600_000,
      forgetInboxAfterDays: 30,
      channels: [
        { name: 'webchat', kind: 'webchat', settings: {}, places: { '': 'shop.yaml:6:13' } },
      ],
      switchedOff: [],
    },
  });
});

it('hands talks over to a chat of the staff, on a channel that there is', () => {
  const withStaff = (staff: string) =>
    parse(`staff: ${staff}\nchannels: { tg: { kind: telegram } }\n`);
  // YAML reads digits as a number; what counts is how they are written.
  for (const chat of ['"-1001"', '-1001'])
    expect(withStaff(`{ channel: tg, chat: ${chat} }`)).toMatchObject({
      value: { staff: { account: 'tg', address: '-1001' } },
    });
  expect(withStaff('{ channel: webchat, chat: a }')).toMatchObject({
    ok: false,
    problems: [{ message: expect.stringContaining('there is no channel "webchat"') }],
  });
  const waiting =
    'staff: { channel: tg, chat: a }\nchannels: { tg: { token: env:T, optional: true } }\n';
  const parsed = parse(waiting);
  expect(parsed.ok && parsed.value.staff).toBeUndefined();
});

it('asks for ratings after a while, or never', () => {
  const after = (ask: string) => {
    const parsed = parse(`ask_rating: ${ask}\nchannels: { webchat: }\n`);
    return parsed.ok ? parsed.value.askRatingAfterMs : parsed.problems[0]?.message;
  };
  expect(after('{ after: 2d }')).toBe(172_800_000);
  expect(after('never')).toBeUndefined();
  expect(after('{ after: soon }')).toContain('is not a duration');
});

it('puts variables in their places, however deep, and leaves the rest as written', () => {
  const rest =
    'channels:\n  bot: { kind: telegram, token: env:T, proxy: { hosts: [env:H, b] }, n: 3 }\n';
  const parsed = parse(rest, { T: 'secret', H: 'host' });
  expect(parsed).toMatchObject({
    value: {
      channels: [
        {
          name: 'bot',
          kind: 'telegram',
          settings: { token: 'secret', proxy: { hosts: ['host', 'b'] }, n: 3 },
        },
      ],
    },
  });
});

it('names each variable that is not set, and where it is wanted', () => {
  const rest = 'channels:\n  bot:\n    token: env:T\n    hosts: [env:H]\n';
  expect(lines(parse(rest, { T: '' }))).toEqual([
    'shop.yaml:8:12 channels.bot.token: the variable T is not set (put it in .env, or give the channel `optional: true`)',
    'shop.yaml:9:13 channels.bot.hosts[0]: the variable H is not set (put it in .env, or give the channel `optional: true`)',
  ]);
});

it('starts without an optional channel while its variable is not set, and with it afterwards', () => {
  const rest = 'channels:\n  bot: { token: env:T, optional: true }\n';
  expect(parse(rest)).toMatchObject({
    value: { channels: [], switchedOff: [{ name: 'bot', why: 'T is not set' }] },
  });
  expect(parse(rest, { T: 'x' })).toMatchObject({
    value: { channels: [{ name: 'bot', settings: { token: 'x' } }], switchedOff: [] },
  });
});

it.each([
  [undefined, 0],
  ['', 0],
  ['0', 0],
  ['false', 0],
  ['1', 1],
])('enabled_if with the variable %s opens %d channels', (value, count) => {
  const parsed = parse('channels:\n  bot: { enabled_if: env:ON }\n', { ON: value });
  expect(parsed).toMatchObject({ ok: true });
  expect(parsed.ok && parsed.value.channels).toHaveLength(count);
});

it('takes no quiet hours and no cap when told so', () => {
  const parsed = parse('quiet_hours: none\ndaily_cap: none\nchannels: {}\n');
  expect(parsed).toMatchObject({ value: { quietHours: null, dailyCap: null } });
});

it.each([
  [
    'quiet_hours: { from: "9:00", until: "08:00" }',
    'shop.yaml:6:22 quiet_hours.from: "9:00" is not a time of day (say "22:00")',
  ],
  [
    'quiet_hours: { from: "22:00", until: "24:00" }',
    'shop.yaml:6:38 quiet_hours.until: "24:00" is not a time of day (say "22:00")',
  ],
  ['daily_cap: 0', 'shop.yaml:6:12 daily_cap: 0 is less than 1'],
  ['url: shop', 'shop.yaml:6:6 url: "shop" is not a web address'],
])('refuses %s', (line, wanted) => {
  expect(lines(parse(`${line}\nchannels: {}\n`))).toEqual([wanted]);
});

it.each([
  ['GBX', 'Europe/London', 'en', 'currency: "GBX" is not a currency code (say GBP or CNY)'],
  ['GBP', 'Mars', 'en', 'timezone: "Mars" is not a time zone (say Europe/London or Asia/Shanghai)'],
  ['GBP', 'UTC', 'zh_CN', 'locales[0]: "zh_CN" is not a language tag (say en or zh-CN)'],
])('refuses %s, %s, %s', (currency, timezone, locale, wanted) => {
  const text = `id: a\nname: A\ncurrency: ${currency}\ntimezone: ${timezone}\nlocales: [${locale}]\nchannels: {}\n`;
  const found = lines(parseShop('shop.yaml', text, {}));
  expect(found.map((line) => line.replace(/^\S+ /, ''))).toEqual([wanted]);
});

it('says where there is no shop, and reads the sample', () => {
  expect(lines(loadShop('/nowhere', {}))[0]).toContain('shop.yaml there is no such file');
  expect(loadShop(resolve(import.meta.dirname, '../..'), {})).toMatchObject({ ok: true });
});
