import { refuseUnless, WechatRefusal } from './wechat-rules.js';

interface Window {
  /** What opened it. */
  readonly opener: string;
  readonly endsAt: number;
  readonly max: number;
  used: number;
}

interface Person {
  state: 'follows' | 'left' | 'blacklisted';
  readonly windows: Window[];
  readonly notices: Map<string, number>;
  readonly tags: Set<number>;
  /** Mass sends had in each month. */
  readonly had: Map<string, number>;
}

const hourMs = 3_600_000;
const shapes = {
  message: { ttlMs: 48 * hourMs, max: 5 },
  minute: { ttlMs: 60_000, max: 3 },
} as const;

/** The account's followers, and what each may be sent. */
export class WechatPeople {
  readonly #all = new Map<string, Person>();

  adds(openid: string, ...tags: readonly number[]): void {
    const had = this.#all.get(openid)?.had ?? new Map();
    this.#all.set(openid, {
      state: 'follows',
      windows: [],
      notices: new Map(),
      tags: new Set(tags),
      had,
    });
  }

  becomes(openid: string, state: Person['state']): void {
    this.need(openid).state = state;
  }

  opens(openid: string, shape: keyof typeof shapes, opener: string, now: number): void {
    const { ttlMs, max } = shapes[shape];
    this.need(openid).windows.push({ opener, endsAt: now + ttlMs, max, used: 0 });
  }

  agrees(openid: string, template: string): void {
    const { notices } = this.need(openid);
    notices.set(template, (notices.get(template) ?? 0) + 1);
  }

  /** Refuses whom nobody may write to. */
  check(openid: string): Person {
    const person = this.#all.get(openid);
    if (person === undefined) throw new WechatRefusal(40003, 'invalid openid');
    refuseUnless(person.state !== 'left', 43004, 'require subscribe');
    refuseUnless(person.state !== 'blacklisted', 43019, 'require remove blacklist');
    return person;
  }

  /** @returns the window's opener, and how many it had before */
  takeWindow(openid: string, now: number): { readonly opener: string; readonly before: number } {
    const open = this.check(openid).windows.filter(({ endsAt }) => endsAt > now);
    if (open.length === 0) {
      throw new WechatRefusal(45015, 'response out of time limit or subscription is canceled');
    }
    const free = open.filter(({ used, max }) => used < max).sort((a, b) => a.endsAt - b.endsAt);
    const [first] = free;
    if (first === undefined) throw new WechatRefusal(45047, 'out of response count limit');
    first.used += 1;
    return { opener: first.opener, before: first.used - 1 };
  }

  takeNotice(openid: string, template: string): void {
    const { notices } = this.check(openid);
    const left = notices.get(template) ?? 0;
    refuseUnless(left > 0, 43101, 'user refuse to accept the msg');
    notices.set(template, left - 1);
  }

  /** Whom a mass send reaches: WeChat leaves out who has had four this month. */
  takeMass(tag: number | null, month: string): readonly string[] {
    const reached = [...this.#all].filter(
      ([, { state, tags, had }]) =>
        state === 'follows' && (tag === null || tags.has(tag)) && (had.get(month) ?? 0) < 4,
    );
    for (const [, { had }] of reached) had.set(month, (had.get(month) ?? 0) + 1);
    return reached.map(([openid]) => openid);
  }

  need(openid: string): Person {
    const person = this.#all.get(openid);
    if (person === undefined) throw new Error(`the fake knows no ${openid}`);
    return person;
  }
}
