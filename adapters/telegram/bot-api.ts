import { Telegram } from 'telegraf';
import type { TelegramSettings } from './settings.js';

/** One call of the Bot API; fails as telegraf does (classify.ts reads it). */
export type BotApi = (
  method: string,
  payload: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
) => Promise<unknown>;

export function botApi({ apiRoot, token }: TelegramSettings): BotApi {
  const telegram = new Telegram(token, { apiRoot, webhookReply: false });
  // Telegraf knows the methods of its own day by type; a part names its method as text.
  const callApi = telegram.callApi.bind(telegram) as unknown as (
    method: string,
    payload: unknown,
    options: { signal: AbortSignal },
  ) => Promise<unknown>;
  return (method, payload, signal) => callApi(method, payload, { signal });
}
