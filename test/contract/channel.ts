import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OutboundMessage, textMessage } from '../../src/domain/message/message.js';
import type { Address, SendOutcome } from '../../src/domain/message/send-outcome.js';
import type {
  Capabilities,
  ChannelAccount,
  InboundEvent,
  NativePart,
  RawRequest,
  SendRight,
} from '../../src/ports/channel.js';

/** A message as the platform's side of the test saw it. */
export interface ReceivedMessage {
  readonly to: Address;
  readonly ref: string;
  readonly text: string;
  readonly imageUrl: string | null;
  readonly buttons: readonly { readonly label: string; readonly target: string }[];
}

/** Calls of the platform to us, for a channel with a webhook. */
export interface InboundPeer {
  readonly account: ChannelAccount;
  /** A genuine call, and what it must become. */
  message(text: string): RawRequest;
  start(payload: string): RawRequest;
  leave(): RawRequest;
  readonly from: Address;
  readonly accepted: { readonly status: number; readonly body: string };
  /** Calls that are not genuine, with the status that refuses each. */
  forged(): readonly {
    readonly why: string;
    readonly request: RawRequest;
    readonly status: number;
  }[];
}

/**
 * The platform's side. A method sets up what the next send meets; one that the platform's rules make impossible is
 * left out, and its case named in `doesNotApply`.
 */
export interface ChannelPeer {
  readonly account: ChannelAccount;
  /** Somebody who can be written to. */
  readonly address: Address;
  received(): Promise<readonly ReceivedMessage[]>;
  /** Requests the platform has seen; null where there is no wire. */
  requestCount(): number | null;
  /** Secrets of the account, and every line it has logged. */
  readonly secrets: readonly string[];
  logged(): readonly string[];
  /** On a channel with windows: a right that the platform honours, another one each time. */
  right?(): SendRight;
  /** A picture that the peer serves; where absent, one that nobody has to fetch. */
  readonly imageUrl?: string;
  throttles?(retryAfterMs: number | null): void;
  /** The account's access token runs out, as the platform sees it. @returns how many tokens it has made since */
  agesToken?(): () => number;
  blocks?(): Address;
  unknownAddress?(): Address;
  closesWindow?(): 'needs_inbound' | 'needs_consent';
  moves?(): { readonly from: Address; readonly to: Address };
  refusesContent?(): void;
  revokes?(): void;
  usesUpQuota?(): { readonly retryAtMs: number };
  /** An account whose platform refuses connections. */
  unplugged?(): ChannelAccount;
  /** The connection breaks after the request's body has come. */
  resets?(): void;
  hangs?(): void;
  /** Answers after which the message may have gone: 5xx, a page with 200. */
  readonly obscureAnswers?: readonly { readonly why: string; readonly happen: () => void }[];
  /** Answers after which the message has certainly not gone, and may go later. */
  readonly deferringAnswers?: readonly { readonly why: string; readonly happen: () => void }[];
  saysDuplicate?(): void;
  /** Answers that repeat the request's URL and headers. */
  readonly echoes?: readonly { readonly why: string; readonly happen: () => void }[];
  readonly inbound?: InboundPeer;
  stop(): Promise<void>;
}

/** The cases by number; 27 and 28 (the pace of many workers) are tested where the pace is. */
export type CaseNumber =
  | 1
  | 2
  | 3
  | 4
  | 5
  | 6
  | 7
  | 8
  | 9
  | 10
  | 11
  | 12
  | 13
  | 14
  | 15
  | 16
  | 17
  | 18
  | 19
  | 20
  | 21
  | 22
  | 23
  | 24
  | 25
  | 26;

/** One rule, and what shows that an adapter keeps it. */
export interface ContractCase {
  readonly number: CaseNumber;
  readonly rule: string;
  /** @throws what an assertion throws when the rule is broken, or the peer sets nothing up for it */
  run(peer: ChannelPeer): Promise<void>;
}

/**
 * What every channel adapter keeps.
 *
 * @param doesNotApply why a case cannot be, from the platform's rules
 */
export function channelContract(
  channel: string,
  open: () => Promise<ChannelPeer>,
  doesNotApply: Readonly<Partial<Record<CaseNumber, string>>> = {},
): void {
  describe(`${channel} keeps the channel contract`, () => {
    let peer: ChannelPeer;
    beforeEach(async () => {
      peer = await open();
    });
    afterEach(() => peer.stop());

    for (const { number, rule, run } of channelCases) {
      const reason = doesNotApply[number];
      if (reason === undefined) it(`${number}. ${rule}`, () => run(peer));
      else {
        it(`${number}. ${rule}: cannot be, because ${reason}`, () => {
          expect(reason.length).toBeGreaterThan(15);
        });
      }
    }
  });
}

const sayingCases: readonly ContractCase[] = [
  {
    number: 1,
    rule: 'takes a text and names the message as the platform does',
    async run(peer) {
      const outcome = await say(peer, 'Hello, 世界 👋');
      const [message] = await peer.received();
      expect(message).toMatchObject({ to: peer.address, text: 'Hello, 世界 👋' });
      expect(outcome).toEqual({ kind: 'accepted', ref: message?.ref, final: true });
    },
  },
  {
    number: 2,
    rule: 'takes a text at the limit, in the declared unit, and not one beyond',
    async run(peer) {
      const { text } = peer.account.capabilities;
      for (const letter of ['x', '世', '👋']) {
        const size = sizeOf(letter, text.unit);
        const fitting = letter.repeat(Math.floor(text.max / size));
        expect(await say(peer, fitting)).toMatchObject({ kind: 'accepted' });
        const before = peer.requestCount();
        const beyond = peer.account.render(textMessage('en', `${fitting}${letter}`));
        expect(beyond).toMatchObject({ ok: false });
        expect(peer.requestCount()).toBe(before);
      }
      expect((await peer.received()).length).toBe(3);
    },
  },
  {
    number: 3,
    rule: 'shows link and action buttons as its own, and refuses what does not fit',
    async run(peer) {
      const { buttons } = peer.account.capabilities;
      const all = [
        { kind: 'link' as const, label: 'Shop', url: 'https://shop.example/a?b=c' },
        { kind: 'action' as const, label: '不要', action: 'no:1' },
      ];
      const shown = all.filter(({ kind }) => buttons?.kinds.includes(kind));
      expect(shown.length).toBeGreaterThan(0);
      const rows = shown.map((button) => [button]);
      await sendAll(peer, textMessage('en', 'Choose', rows));
      const [message] = await peer.received();
      expect(message?.buttons).toEqual(
        shown.map((button) => ({
          label: button.label,
          target: button.kind === 'link' ? button.url : button.action,
        })),
      );
      for (const each of tooMuch(peer.account.capabilities)) {
        expect(peer.account.render(textMessage('en', 'Choose', each))).toMatchObject({
          ok: false,
        });
      }
    },
  },
  {
    number: 4,
    rule: 'shows a picture by its address, with the text',
    async run(peer) {
      const url = peer.imageUrl ?? 'https://shop.example/cup.jpg';
      const message: OutboundMessage = {
        locale: 'en',
        blocks: [
          { kind: 'image', url, alt: 'a cup' },
          { kind: 'text', text: 'A cup' },
        ],
      };
      await sendAll(peer, message);
      const all = await peer.received();
      expect(all.map(({ imageUrl }) => imageUrl)).toContain(url);
      expect(all.map(({ text }) => text).join(' ')).toContain('A cup');
    },
  },
  {
    number: 5,
    rule: 'folds a repeat with the same key where it says so, and only there',
    async run(peer) {
      const right = peer.right?.();
      const [part] = partsOf(peer, 'once', right);
      const first = await send(peer, part, 'same-key', right);
      const second = await send(peer, part, 'same-key', right);
      const folds = foldsMessages(peer);
      expect((await peer.received()).length).toBe(folds ? 1 : 2);
      expect(first.kind).toBe('accepted');
      expect(second.kind).toBe(folds ? 'duplicate' : 'accepted');
    },
  },
];

const refusalCases: readonly ContractCase[] = [
  {
    number: 6,
    rule: 'reports a throttle with its delay, after one request',
    async run(peer) {
      need(peer.throttles)(7_000);
      const before = peer.requestCount() ?? 0;
      expect(await say(peer, 'hi')).toMatchObject({ kind: 'throttled', retryAfterMs: 7_000 });
      expect(peer.requestCount()).toBe(before + 1);
      expect(await peer.received()).toEqual([]);
    },
  },
  {
    number: 7,
    rule: 'reports a throttle without a delay as such',
    async run(peer) {
      need(peer.throttles)(null);
      expect(await say(peer, 'hi')).toMatchObject({ kind: 'throttled', retryAfterMs: null });
    },
  },
  {
    number: 8,
    rule: 'says that who blocked us is not to be tried again, and why',
    async run(peer) {
      const outcome = await say(peer, 'hi', need(peer.blocks)());
      expect(outcome).toMatchObject({ kind: 'undeliverable', recipient: 'suppress' });
      expect(outcome).toHaveProperty('why', expect.stringMatching(/^blocked/));
    },
  },
  {
    number: 9,
    rule: 'says that an unknown address is not to be tried again',
    async run(peer) {
      const outcome = await say(peer, 'hi', need(peer.unknownAddress)());
      expect(outcome).toMatchObject({ kind: 'undeliverable', recipient: 'suppress' });
    },
  },
  {
    number: 10,
    rule: 'never suppresses a person because a window or consent is missing',
    async run(peer) {
      const recipient = need(peer.closesWindow)();
      expect(await say(peer, 'hi')).toMatchObject({ kind: 'undeliverable', recipient });
    },
  },
  {
    number: 11,
    rule: 'names the address a chat has moved to',
    async run(peer) {
      const { from, to } = need(peer.moves)();
      expect(await say(peer, 'hi', from)).toEqual({ kind: 'moved', to });
    },
  },
  {
    number: 12,
    rule: 'blames bad content on nobody',
    async run(peer) {
      need(peer.refusesContent)();
      expect(await say(peer, 'hi')).toMatchObject({ kind: 'rejected' });
      expect(await say(peer, 'hi again')).toMatchObject({ kind: 'accepted' });
    },
  },
  {
    number: 13,
    rule: 'blames a revoked credential on the account',
    async run(peer) {
      need(peer.revokes)();
      const outcome = await say(peer, 'hi');
      expect(outcome).toMatchObject({ kind: 'account_fault', why: 'credentials' });
      const probe = await peer.account.probe(AbortSignal.timeout(5_000));
      expect(probe).toMatchObject({ ok: false, why: 'credentials' });
    },
  },
  {
    number: 14,
    rule: 'says when a used-up quota is there again',
    async run(peer) {
      const { retryAtMs } = need(peer.usesUpQuota)();
      const outcome = await say(peer, 'hi');
      expect(outcome).toEqual({ kind: 'account_fault', why: 'quota', retryAtMs });
    },
  },
  {
    number: 15,
    rule: 'makes one new token when ten calls meet a stale one',
    async run(peer) {
      const made = need(peer.agesToken)();
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => say(peer, 'hi')));
      expect(outcomes.map(({ kind }) => kind)).toEqual(Array(10).fill('accepted'));
      expect(made()).toBe(1);
    },
  },
  {
    number: 20,
    rule: 'takes "already there" for an arrival',
    async run(peer) {
      need(peer.saysDuplicate)();
      expect(await say(peer, 'hi')).toMatchObject({ kind: 'duplicate' });
    },
  },
];

const faultCases: readonly ContractCase[] = [
  {
    number: 16,
    rule: 'defers when no connection was made',
    async run(peer) {
      const account = need(peer.unplugged)();
      const right = peer.right?.();
      const [part] = partsOf(peer, 'hi', right);
      const outcome = await sendBy(account, part, peer.address, { right });
      expect(outcome).toMatchObject({ kind: 'deferred' });
    },
  },
  {
    number: 17,
    rule: 'does not know what became of a request whose connection broke',
    async run(peer) {
      need(peer.resets)();
      const outcome = await say(peer, 'hi');
      const resendSafe = isSafeToResend(peer);
      expect(outcome).toMatchObject({ kind: 'unknown', resendSafe });
    },
  },
  {
    number: 18,
    rule: 'gives up within 100 ms of its signal, having asked once',
    async run(peer) {
      const tookMs = await leastOfThree(400, async () => {
        need(peer.hangs)();
        const before = peer.requestCount() ?? 0;
        const outcome = await say(peer, 'hi', peer.address, AbortSignal.timeout(300));
        expect(outcome).toMatchObject({ kind: 'unknown' });
        expect(peer.requestCount()).toBe(before + 1);
      });
      expect(tookMs).toBeLessThan(400);
    },
  },
  {
    number: 19,
    rule: 'does not take an obscure answer for a failure',
    async run(peer) {
      const answers = need(peer.obscureAnswers);
      expect(answers.length).toBeGreaterThan(0);
      for (const { why, happen } of answers) {
        happen();
        expect(await say(peer, 'hi'), why).toMatchObject({ kind: 'unknown' });
      }
      for (const { why, happen } of peer.deferringAnswers ?? []) {
        happen();
        expect(await say(peer, 'hi'), why).toMatchObject({ kind: 'deferred' });
      }
    },
  },
  {
    number: 21,
    rule: 'lets no secret out by outcome, probe or log',
    async run(peer) {
      const heard: unknown[] = [];
      for (const { happen } of need(peer.echoes)) {
        happen();
        heard.push(await say(peer, 'hi'), await peer.account.probe(AbortSignal.timeout(500)));
      }
      heard.push(...peer.logged());
      const text = JSON.stringify(heard);
      expect(peer.secrets.length).toBeGreaterThan(0);
      for (const secret of peer.secrets) expect(text).not.toContain(secret);
    },
  },
];

const inboundCases: readonly ContractCase[] = [
  {
    number: 22,
    rule: 'turns a genuine call into events and the exact reply',
    async run(peer) {
      const inbound = need(peer.inbound);
      const { reply, events } = await receive(peer, inbound.message('你好'));
      expect(reply).toMatchObject(inbound.accepted);
      expect(events).toMatchObject([{ kind: 'message', text: '你好', from: inbound.from }]);
    },
  },
  {
    number: 23,
    rule: 'refuses what is not genuine and makes no event of it',
    async run(peer) {
      const forged = need(peer.inbound).forged();
      expect(forged.length).toBeGreaterThan(1);
      for (const { why, request, status } of forged) {
        const { reply, events } = await receive(peer, request);
        expect({ why, status: reply.status, events }).toEqual({ why, status, events: [] });
      }
    },
  },
  {
    number: 24,
    rule: 'gives a repeat the same key',
    async run(peer) {
      const request = need(peer.inbound).message('twice');
      const keys = [await receive(peer, request), await receive(peer, request)].map(
        ({ events }) => events[0]?.key,
      );
      expect(keys[0]).toBeDefined();
      expect(keys[0]).toBe(keys[1]);
      const other = await receive(peer, need(peer.inbound).message('twice'));
      expect(other.events[0]?.key).not.toBe(keys[0]);
    },
  },
  {
    number: 25,
    rule: 'reports who comes, with the token of the link, and who leaves',
    async run(peer) {
      const inbound = need(peer.inbound);
      const came = await receive(peer, inbound.start('tok-en_1'));
      expect(came.events).toMatchObject([{ kind: 'start', payload: 'tok-en_1' }]);
      const left = await receive(peer, inbound.leave());
      expect(left.events).toMatchObject([{ kind: 'opt_out', from: inbound.from } as InboundEvent]);
    },
  },
  {
    number: 26,
    rule: 'refuses malformed, huge and deeply nested bodies quickly',
    async run(peer) {
      const genuine = need(peer.inbound).message('x');
      const bodies = [
        '',
        '{',
        '[1]',
        '{"update_id":"x"}',
        '\uFFFF',
        '['.repeat(100_000),
        'x'.repeat(5_000_000),
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><a>&f;</a></xml>',
        '<a>'.repeat(50_000),
      ];
      for (const body of [...bodies.map((text) => Buffer.from(text)), Buffer.from([0xff, 0xfe])]) {
        const tookMs = await leastOfThree(50, async () => {
          const { reply, events } = await receive(peer, { ...genuine, body });
          expect(reply.status).toBeGreaterThanOrEqual(400);
          expect(reply.status).toBeLessThan(500);
          expect(events).toEqual([]);
        });
        expect(tookMs).toBeLessThan(50);
      }
    },
  },
];

function receive(peer: ChannelPeer, request: RawRequest) {
  const { account } = need(peer.inbound);
  return need(account.receive?.bind(account))(request);
}

/** Every rule of the contract, in the order in which they are best met. */
export const channelCases: readonly ContractCase[] = [
  ...sayingCases,
  ...refusalCases,
  ...faultCases,
  ...inboundCases,
];

/** With the same key, and under the same right where there is one. */
/** How long it takes at its best: a machine that is busy with something else for a moment proves nothing. */
async function leastOfThree(enoughMs: number, work: () => Promise<void>): Promise<number> {
  let leastMs = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 3 && leastMs >= enoughMs; tries++) {
    const startedAt = performance.now();
    await work();
    leastMs = Math.min(leastMs, performance.now() - startedAt);
  }
  return leastMs;
}

function foldsMessages({ account }: ChannelPeer): boolean {
  const { idempotency } = account.capabilities;
  return idempotency !== null && idempotency.scope !== 'post';
}

/** A new attempt takes another right, so what folds only under the same one is not safe to repeat. */
function isSafeToResend({ account }: ChannelPeer): boolean {
  const { idempotency } = account.capabilities;
  return idempotency !== null && idempotency.scope === undefined;
}

function sizeOf(letter: string, unit: Capabilities['text']['unit']): number {
  if (unit === 'byte') return Buffer.byteLength(letter);
  if (unit === 'utf16') return letter.length;
  const points = [...letter];
  if (unit === 'codepoint') return points.length;
  return points.reduce((size, point) => size + ((point.codePointAt(0) ?? 0) < 128 ? 0.5 : 1), 0);
}

function tooMuch({ buttons }: Capabilities) {
  if (buttons === null) return [];
  const one = buttons.kinds.includes('action')
    ? { kind: 'action' as const, label: 'a', action: 'a' }
    : { kind: 'link' as const, label: 'a', url: 'https://shop.example/' };
  return [
    Array.from({ length: buttons.rows + 1 }, () => [one]),
    [Array.from({ length: buttons.perRow + 1 }, () => one)],
    [[{ ...one, label: 'x'.repeat(buttons.labelMax + 1) }]],
    ...(buttons.kinds.includes('action')
      ? [[[{ ...one, action: '世'.repeat(Math.floor(buttons.actionBytes / 3) + 1) }]]]
      : []),
    ...(buttons.kinds.includes('link')
      ? [[[{ kind: 'link' as const, label: 'bad', url: 'javascript:alert(1)' }]]]
      : []),
  ];
}

function need<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('neither set up by the peer nor named in doesNotApply');
  return value;
}

function partsOf(peer: ChannelPeer, text: string, right?: SendRight): readonly NativePart[] {
  const rendering = peer.account.render(textMessage('en', text), right);
  if (!rendering.ok) throw new Error(rendering.violations.map(({ message }) => message).join());
  return rendering.parts;
}

let keys = 0;

function sendBy(
  account: ChannelAccount,
  part: NativePart | undefined,
  to: Address,
  more: { key?: string; signal?: AbortSignal; right?: SendRight | undefined } = {},
): Promise<SendOutcome> {
  keys += 1;
  const signal = more.signal ?? AbortSignal.timeout(5_000);
  const right = more.right === undefined ? {} : { right: more.right };
  return account.send(need(part), { to, key: more.key ?? `key-${keys}`, signal, ...right });
}

function send(
  peer: ChannelPeer,
  part: NativePart | undefined,
  key: string,
  right: SendRight | undefined,
): Promise<SendOutcome> {
  return sendBy(peer.account, part, peer.address, { key, right });
}

function say(
  peer: ChannelPeer,
  text: string,
  to = peer.address,
  signal = AbortSignal.timeout(5_000),
): Promise<SendOutcome> {
  const right = peer.right?.();
  return sendBy(peer.account, partsOf(peer, text, right)[0], to, { signal, right });
}

async function sendAll(peer: ChannelPeer, message: OutboundMessage): Promise<void> {
  let right = peer.right?.();
  const rendering = peer.account.render(message, right);
  expect(rendering).toMatchObject({ ok: true });
  if (!rendering.ok) return;
  for (const part of rendering.parts) {
    expect(await sendBy(peer.account, part, peer.address, { right })).toMatchObject({
      kind: 'accepted',
    });
    right = peer.right?.();
  }
}
