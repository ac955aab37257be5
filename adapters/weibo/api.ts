import { type CallResult, httpCall } from '../common/http-call.js';
import { redacted } from '../common/redact.js';
import type { WeiboSettings } from './settings.js';

/** Calls with one account's access token, which never stands in a URL. */
export class WeiboApi {
  readonly #settings: WeiboSettings;
  readonly #fetch: typeof fetch;

  constructor(settings: WeiboSettings, fetch: typeof globalThis.fetch) {
    this.#settings = settings;
    this.#fetch = fetch;
  }

  get(path: string, query: Readonly<Record<string, string>>, signal: AbortSignal) {
    const { apiRoot, accessToken } = this.#settings;
    const headers = { authorization: `OAuth2 ${accessToken}` };
    const url = `${apiRoot}${path}?${new URLSearchParams(query)}`;
    return httpCall(this.#fetch, url, { headers, signal });
  }

  /** @param file as multipart, which Weibo wants for a picture and for nothing else */
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    signal: AbortSignal,
    file?: { readonly name: string; readonly content: Blob; readonly fileName: string },
  ): Promise<CallResult> {
    const all = { access_token: this.#settings.accessToken, ...fields };
    const body = file === undefined ? new URLSearchParams(all) : new FormData();
    if (file !== undefined && body instanceof FormData) {
      for (const [name, value] of Object.entries(all)) body.set(name, value);
      body.set(file.name, file.content, file.fileName);
    }
    return httpCall(this.#fetch, `${this.#rootOf(path)}${path}`, { method: 'POST', body, signal });
  }

  redact = (text: string): string =>
    redacted(text, [this.#settings.accessToken, this.#settings.appSecret ?? '']);

  // 粉丝服务平台 has a host of its own.
  #rootOf(path: string): string {
    const { apiRoot, messagesRoot } = this.#settings;
    return path.startsWith('/2/messages/') ? messagesRoot : apiRoot;
  }
}
