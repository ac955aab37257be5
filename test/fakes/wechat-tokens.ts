import { randomBytes } from 'node:crypto';
import { WechatRefusal } from './wechat-rules.js';

interface Issued {
  readonly value: string;
  expiresAt: number;
}

const lifeMs = 7_200_000;
/** An old token is taken for five minutes after its successor was made, and a new one made five minutes before its end. */
const overlapMs = 300_000;

/** One line of access tokens; the plain and the stable interface keep one each, and neither disturbs the other. */
class TokenLine {
  readonly #issued: Issued[] = [];
  made = 0;

  renew(now: number): Issued {
    for (const old of this.#issued) old.expiresAt = Math.min(old.expiresAt, now + overlapMs);
    const fresh = {
      value: `6${this.made}_${randomBytes(60).toString('base64url')}`,
      expiresAt: now + lifeMs,
    };
    this.made += 1;
    this.#issued.push(fresh);
    return fresh;
  }

  current(now: number): Issued | undefined {
    return this.#issued.findLast(({ expiresAt }) => expiresAt > now + overlapMs);
  }

  find(value: string): Issued | undefined {
    return this.#issued.find((each) => each.value === value);
  }

  endAll(now: number): void {
    for (const each of this.#issued) each.expiresAt = now;
  }

  /** As if they had never been: what a new secret, or somebody's forced renewal elsewhere, does. */
  forgetAll(): void {
    this.#issued.length = 0;
  }
}

export class WechatTokens {
  readonly plain = new TokenLine();
  readonly stable = new TokenLine();
  #forcedAt = Number.NEGATIVE_INFINITY;

  /** GET token: each call makes a new one. */
  rotate(now: number) {
    return answerOf(this.plain.renew(now), now);
  }

  /** POST stable_token: the same one as long as it lasts, unless a renewal is forced. */
  giveStable(isForced: boolean, now: number) {
    if (!isForced) return answerOf(this.stable.current(now) ?? this.stable.renew(now), now);
    if (now - this.#forcedAt < 30_000) {
      throw new WechatRefusal(45011, 'api minute-quota reach limit  mustslower  retry next minute');
    }
    this.#forcedAt = now;
    return answerOf(this.stable.renew(now), now);
  }

  check(value: string | null, now: number): void {
    if (value === null) throw new WechatRefusal(41001, 'access_token missing');
    const found = this.stable.find(value) ?? this.plain.find(value);
    if (found === undefined) {
      throw new WechatRefusal(40001, 'invalid credential, access_token is invalid or not latest');
    }
    if (found.expiresAt <= now) throw new WechatRefusal(42001, 'access_token expired');
  }
}

function answerOf({ value, expiresAt }: Issued, now: number) {
  return { access_token: value, expires_in: Math.floor((expiresAt - now) / 1_000) };
}
