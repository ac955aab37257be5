import { describe, expect, it } from 'vitest';
import { adapter } from '../../adapters/webchat.js';
import { type Block, textMessage } from '../../src/domain/message/message.js';
import type { AdapterDeps, ChannelAccount, NativePart } from '../../src/ports/channel.js';
import type { ChatMessages } from '../../src/ports/chat-messages.js';
import { memoryChat, quietLog } from '../http/support/parts.js';
import { adapterDeps } from '../support/channels.js';

const to = '0123456789abcdef0123456789abcdef';

function opened(more: Partial<AdapterDeps> = {}, settings = {}): ChannelAccount {
  const deps: AdapterDeps = {
    ...adapterDeps(),
    publicUrl: 'https://chat.example',
    chatMessages: memoryChat(),
    fetch: () => Promise.reject(new Error('web chat calls nobody')),
    now: () => 1_000,
    log: quietLog,
    ...more,
  };
  const result = adapter.open('web', settings, deps);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.account;
}

const partOf = (account: ChannelAccount, text: string): NativePart => {
  const rendering = account.render(textMessage('en', text));
  const part = rendering.ok ? rendering.parts[0] : undefined;
  if (part === undefined) throw new Error('not rendered');
  return part;
};

const live = () => new AbortController().signal;

describe('settings', () => {
  it('may be left out, or set the rate and the websites that embed the chat', () => {
    expect(opened().rate.perSecond).toBe(200);
    const settings = { per_second: '5', embed_on: ['https://shop.example'] };
    expect(opened({}, settings).rate.perSecond).toBe(5);
  });

  it.each([
    { settings: { per_second: 0 }, path: 'per_second' },
    { settings: { embed_on: ['shop.example'] }, path: 'embed_on.0' },
    { settings: { token: 'x' }, path: 'token' },
  ])('are refused with the place: $settings', ({ settings, path }) => {
    const deps = { chatMessages: memoryChat() } as unknown as AdapterDeps;
    const result = adapter.open('web', settings, deps);
    expect(result.ok ? [] : result.problems.map((problem) => problem.path)).toEqual([path]);
  });
});

describe('rendering', () => {
  const rendered = (blocks: readonly Block[]) => {
    const rendering = opened().render({ locale: 'en', blocks });
    return rendering.ok ? 'ok' : rendering.violations.map(({ block }) => block);
  };
  const action = (label: string, value = 'a') =>
    ({ kind: 'action', label, action: value }) as const;
  const buttons = (rows: Extract<Block, { kind: 'buttons' }>['rows']) => [
    { kind: 'text', text: 'T' } as const,
    { kind: 'buttons', rows } as const,
  ];
  const one = [action('A')];

  it.each([
    { what: '4,000 emoji', blocks: [{ kind: 'text', text: '😀'.repeat(4_000) }] as const },
    { what: '4,000 hanzi', blocks: [{ kind: 'text', text: '买'.repeat(4_000) }] as const },
    {
      what: '8 rows of 4',
      blocks: buttons(Array.from({ length: 8 }, () => Array(4).fill(one[0]))),
    },
    { what: 'a label of 40 characters', blocks: buttons([[action('鞋'.repeat(40))]]) },
    { what: 'an action of 256 bytes', blocks: buttons([[action('A', 'x'.repeat(256))]]) },
  ])('takes $what', ({ blocks }) => expect(rendered(blocks)).toBe('ok'));

  it.each([
    { what: '4,001 emoji', blocks: [{ kind: 'text', text: '😀'.repeat(4_001) }] as const, at: [0] },
    { what: 'a blank text', blocks: [{ kind: 'text', text: ' \n' }] as const, at: [0] },
    { what: 'no block at all', blocks: [], at: [0] },
    { what: '9 rows', blocks: buttons(Array(9).fill(one)), at: [1] },
    { what: '5 in a row', blocks: buttons([Array(5).fill(one[0])]), at: [1] },
    { what: 'no button', blocks: buttons([[]]), at: [1] },
    { what: 'a label of 41 characters', blocks: buttons([[action('鞋'.repeat(41))]]), at: [1] },
    {
      what: 'an action of 257 bytes',
      blocks: buttons([[action('A', `${'鞋'.repeat(85)}xx`)]]),
      at: [1],
    },
    {
      what: 'a link that runs a script',
      blocks: buttons([[{ kind: 'link', label: 'L', url: 'javascript:alert(1)' }]]),
      at: [1],
    },
    {
      what: 'a picture from a file',
      blocks: [{ kind: 'image', url: 'file:///etc/passwd', alt: '' }] as const,
      at: [0],
    },
  ])('refuses $what, and says which block', ({ blocks, at }) =>
    expect(rendered(blocks)).toEqual(at),
  );
});

describe('sending', () => {
  it('appends the message to the chat’s history, under its own id', async () => {
    const chatMessages = memoryChat();
    const account = opened({ chatMessages });
    const part = partOf(account, 'hello');
    const outcome = await account.send(part, { to, key: 'k1', signal: live() });
    expect(outcome).toEqual({ kind: 'accepted', ref: '1', final: true });
    expect(chatMessages.all).toEqual([
      {
        id: 1,
        chatId: to,
        direction: 'out',
        message: textMessage('en', 'hello'),
        text: null,
        at: 1_000,
        key: 'k1',
      },
    ]);
  });

  it('the same key again is a duplicate of the same message, another key is another message', async () => {
    const chatMessages = memoryChat();
    const account = opened({ chatMessages });
    const part = partOf(account, 'hello');
    await account.send(part, { to, key: 'k1', signal: live() });
    expect(await account.send(part, { to, key: 'k1', signal: live() })).toEqual({
      kind: 'duplicate',
      ref: '1',
    });
    expect(await account.send(part, { to, key: 'k2', signal: live() })).toMatchObject({ ref: '2' });
    expect(chatMessages.all).toHaveLength(2);
  });

  it('to what is no chat suppresses the address and writes nothing', async () => {
    const chatMessages = memoryChat();
    const account = opened({ chatMessages });
    const part = partOf(account, 'hello');
    expect(await account.send(part, { to: '12347', key: 'k', signal: live() })).toMatchObject({
      kind: 'undeliverable',
      recipient: 'suppress',
    });
    expect(chatMessages.all).toEqual([]);
  });

  const failing = (append: ChatMessages['append']) => ({ append });

  it('is perhaps sent when the database fails, and safe to repeat; the fault’s text goes nowhere', async () => {
    const logged: unknown[] = [];
    const chatMessages = failing(() => Promise.reject(new Error('postgres://user:secret@db')));
    const log = { ...quietLog, warn: (...line: unknown[]) => logged.push(line) };
    const account = opened({ chatMessages, log });
    const outcome = await account.send(partOf(account, 'x'), { to, key: 'k', signal: live() });
    expect(outcome).toMatchObject({ kind: 'unknown', resendSafe: true });
    expect(JSON.stringify([outcome, logged])).not.toContain('secret');
  });

  it('is certainly not sent when aborted before, perhaps when aborted under way', async () => {
    let calls = 0;
    const chatMessages = failing(() => {
      calls += 1;
      return new Promise(() => null);
    });
    const account = opened({ chatMessages });
    const part = partOf(account, 'x');
    const before = await account.send(part, { to, key: 'k', signal: AbortSignal.abort() });
    expect([before.kind, calls]).toEqual(['deferred', 0]);
    const abort = new AbortController();
    const sending = account.send(part, { to, key: 'k', signal: abort.signal });
    abort.abort();
    expect(await sending).toMatchObject({ kind: 'unknown', resendSafe: true });
    expect(calls).toBe(1);
  });
});

describe('the deep link', () => {
  it('opens the chat page with the token', () => {
    const deps = { ...adapterDeps(), publicUrl: 'https://chat.example' };
    const plain = adapter.open('webchat', {}, deps);
    expect(plain.ok && plain.account.deepLink?.('a/b+c')).toBe(
      'https://chat.example/chat?start=a%2Fb%2Bc',
    );
    expect(opened().deepLink?.('t')).toBe('https://chat.example/chat?account=web&start=t');
  });

  it('is absent until the shop has a public URL', () => {
    expect(opened({ publicUrl: null }).deepLink).toBeUndefined();
  });
});

it('is always there when probed, and calls nobody', async () => {
  expect(await opened().probe(live())).toEqual({
    ok: true,
    name: 'https://chat.example/chat?account=web',
  });
});
