import type { AdapterDeps } from '../../src/ports/channel.js';
import type { MadeToken } from '../../src/ports/shared-tokens.js';
import type { Fault, Json } from './classify.js';
import type { WechatSettings } from './settings.js';

/** No access token was to be had; nothing else has been asked of the platform. */
export class TokenRefused extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super('WeChat gave no access token');
    this.fault = fault;
  }
}

export interface AccessTokens {
  /**
   * @param stale what the platform has just refused
   * @throws TokenRefused
   */
  get(stale: string | undefined): Promise<string>;
}

type Ask = (
  path: string,
  body: Json,
  signal: AbortSignal,
) => Promise<
  { readonly ok: true; readonly answer: Json } | { readonly ok: false; readonly fault: Fault }
>;

/** For the forced one too: the others wait for a maker no longer than fifteen seconds. */
const makeMs = 10_000;
// WeChat makes the next token five minutes before the end of this one, and takes both meanwhile.
const marginMs = 300_000;
/** WeChat refuses a forced renewal within 30 s of the last, and allows twenty a day. */
const forcedEveryMs = 30_000;

/** The account's access token by `stable_token`, one for all workers. */
export function accessTokens(
  name: string,
  settings: WechatSettings,
  { tokens, now }: AdapterDeps,
  ask: Ask,
): AccessTokens {
  const kept = `wechat:${name}:access`;
  const make = async (isForced: boolean, signal: AbortSignal): Promise<MadeToken> => {
    const body = {
      grant_type: 'client_credential',
      appid: settings.appId,
      secret: settings.appSecret,
      force_refresh: isForced,
    };
    const answered = await ask('stable_token', body, signal);
    if (!answered.ok) throw new TokenRefused(answered.fault);
    return madeOf(answered.answer, now());
  };
  /** Whether no worker has forced one lately; asking takes the turn. */
  const mayForce = async () => {
    let isMine = false;
    await tokens.get(`${kept}:forced`, async () => {
      isMine = true;
      return { value: 'forced', expiresAt: now() + forcedEveryMs };
    });
    return isMine;
  };
  return {
    get: (stale) =>
      tokens.get(
        kept,
        async () => {
          const signal = AbortSignal.timeout(makeMs);
          const made = await make(false, signal);
          // Not renewed by itself: the platform still counts the refused one as the account's own.
          return made.value === stale && (await mayForce()) ? make(true, signal) : made;
        },
        stale,
      ),
  };
}

function madeOf(answer: Json, now: number): MadeToken {
  const { access_token: value, expires_in: seconds } = answer;
  if (typeof value !== 'string' || typeof seconds !== 'number') {
    throw new TokenRefused({ kind: 'perhaps', why: 'the answer held no access token' });
  }
  const lastsMs = seconds * 1_000;
  // The normal mode hands out what is left of a token, which may be less than the margin.
  return { value, expiresAt: now + lastsMs - Math.min(marginMs, lastsMs / 2) };
}
