import type { AdapterDeps } from '../../src/ports/channel.js';
import { httpCall } from '../common/http-call.js';
import { type AccessTokens, accessTokens, TokenRefused } from './access-token.js';
import { beforeAbort } from './before-abort.js';
import type { Fault, Json } from './classify.js';
import { type Redact, redactorOf } from './redact.js';
import type { WechatSettings } from './settings.js';

export type Called =
  | { readonly ok: true; readonly answer: Json }
  /** `during` says whether the call itself was made, or only a token asked for. */
  | { readonly ok: false; readonly fault: Fault; readonly during: 'token' | 'call' };

export type Body = { readonly json: Json } | { readonly form: FormData } | null;

export interface WechatApi {
  /** One call with the account's access token; repeated once, with a new token, if the old one was refused. */
  call(path: string, body: Body, signal: AbortSignal): Promise<Called>;
}

const staleToken = new Set([40001, 40014, 42001]);

export function wechatApi(name: string, settings: WechatSettings, deps: AdapterDeps): WechatApi {
  const { appSecret, token, aesKey, baseUrl } = settings;
  const fixed = [appSecret, token, ...(aesKey === null ? [] : [aesKey])];
  const ask = (path: string, body: Body, signal: AbortSignal, redact: Redact) =>
    ownCall(deps.fetch, `${baseUrl}/cgi-bin/${path}`, { body, signal }, redact);
  const tokens = accessTokens(name, settings, deps, (path, body, signal) =>
    ask(path, { json: body }, signal, redactorOf(fixed)),
  );
  return {
    async call(path, body, signal) {
      const first = await withToken(tokens, undefined, signal);
      if (!first.ok) return first;
      const once = (value: string) => {
        const mark = path.includes('?') ? '&' : '?';
        const place = `${path}${mark}access_token=${encodeURIComponent(value)}`;
        return ask(place, body, signal, redactorOf([...fixed, value]));
      };
      const answered = await once(first.value);
      if (answered.ok || !isStale(answered.fault)) return { ...answered, during: 'call' };
      // Refused before anything was done with it, so this repeat cannot double.
      const second = await withToken(tokens, first.value, signal);
      if (!second.ok) return second;
      return { ...(await once(second.value)), during: 'call' };
    },
  };
}

type Answered =
  | { readonly ok: true; readonly answer: Json }
  | { readonly ok: false; readonly fault: Fault };

/** One call; WeChat says what went wrong by `errcode`, with status 200. */
async function ownCall(
  fetch: AdapterDeps['fetch'],
  url: string,
  { body, signal }: { body: Body; signal: AbortSignal },
  redact: Redact,
): Promise<Answered> {
  const result = await httpCall(fetch, url, { ...requestOf(body), signal });
  if (result.kind !== 'answer') return { ok: false, fault: result };
  const { status, json } = result;
  if (status !== 200 || typeof json !== 'object' || json === null) {
    const what = status === 200 ? 'the answer was not JSON' : `status ${status}`;
    return { ok: false, fault: { kind: 'perhaps', why: what } };
  }
  const answer = json as Json;
  const code = answer['errcode'] ?? 0;
  if (code === 0) return { ok: true, answer };
  const words = redact(String(answer['errmsg'] ?? ''));
  return { ok: false, fault: { kind: 'api', code: Number(code), words, answer } };
}

function requestOf(body: Body): RequestInit {
  if (body === null) return { method: 'GET' };
  if ('form' in body) return { method: 'POST', body: body.form };
  const headers = { 'content-type': 'application/json; charset=utf-8' };
  return { method: 'POST', headers, body: JSON.stringify(body.json) };
}

function isStale(fault: Fault): boolean {
  return fault.kind === 'api' && staleToken.has(fault.code);
}

type TokenOrFault =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly fault: Fault; readonly during: 'token' };

async function withToken(
  tokens: AccessTokens,
  stale: string | undefined,
  signal: AbortSignal,
): Promise<TokenOrFault> {
  try {
    return { ok: true, value: await beforeAbort(tokens.get(stale), signal) };
  } catch (error) {
    if (error instanceof TokenRefused) return { ok: false, fault: error.fault, during: 'token' };
    if (!signal.aborted) throw error;
    const fault = { kind: 'not-sent', why: 'no access token in time' } as const;
    return { ok: false, fault, during: 'token' };
  }
}
