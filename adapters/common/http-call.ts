import { isRefusedConnection } from './refused-connection.js';

/** What became of one HTTP call. */
export type CallResult =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: Headers;
      /** Undefined where the body is no JSON. */
      readonly json: unknown;
    }
  /** No connection was made: nothing was asked of the platform. */
  | { readonly kind: 'not-sent'; readonly why: string }
  /** The connection broke, or nobody answered in time: perhaps it was done. */
  | { readonly kind: 'perhaps'; readonly why: string };

const answerMaxBytes = 2_000_000;

/**
 * One call, never repeated and never redirected: a redirect would carry the token to another host. Never throws, and
 * repeats no library's words: those may hold the URL, and so a token.
 */
export async function httpCall(
  fetch: typeof globalThis.fetch,
  url: string,
  request: RequestInit & { readonly signal: AbortSignal },
): Promise<CallResult> {
  if (request.signal.aborted) return { kind: 'not-sent', why: 'no time was left' };
  try {
    const response = await fetch(url, { redirect: 'manual', ...request });
    const json = jsonOf(await bodyOf(response));
    return { kind: 'answer', status: response.status, headers: response.headers, json };
  } catch (error) {
    if (request.signal.aborted) return { kind: 'perhaps', why: 'no answer in time' };
    const code = codeOf(error);
    if (isRefusedConnection(code)) {
      return { kind: 'not-sent', why: `no connection: ${code}` };
    }
    return { kind: 'perhaps', why: 'the connection broke' };
  }
}

/** Seconds or a date (RFC 9110, 10.2.3), as a delay; null where the header is absent or unreadable. */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const value = headers.get('retry-after');
  if (value === null) return null;
  if (/^\d{1,7}$/.test(value)) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** An https URL, or one of this machine, for a test's own server. */
export function isSafeBaseUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:') return true;
  return protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

async function bodyOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > answerMaxBytes) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function codeOf(error: unknown): string | undefined {
  const { cause } = error as { cause?: { code?: unknown; errors?: readonly { code?: unknown }[] } };
  const code = cause?.code ?? cause?.errors?.[0]?.code;
  return typeof code === 'string' ? code : undefined;
}
