import { z } from 'zod';
import { isSafeBaseUrl } from '../common/http-call.js';

const root = z.string().refine(isSafeBaseUrl, 'must be an https URL');

const fileSchema = z.strictObject({
  /** 开发设置 → AppID; YAML may have read it as a number. */
  app_id: z.coerce.string().regex(/^\d{5,20}$/, 'is not an AppID (digits only)'),
  /** 开发设置 → AppSecret; signs both ways. */
  client_secret: z.string().min(8, 'is too short for an AppSecret'),
  /** Whether QQ has let this bot use Markdown and buttons of its own (内邀开通). */
  keyboard: z.boolean().default(false),
  /** 消息URL配置: the hosts that links may lead to; where given, others are refused before they are sent. */
  url_domains: z
    .array(z.string().regex(/^[a-z0-9.-]+$/i, 'is not a host name'))
    .min(1)
    .optional(),
  /** What somebody who writes is taken to speak: QQ does not tell. */
  locale: z.string().default('zh-CN'),
  /** QQ documents no limit; beyond this a message is refused before it is sent. */
  text_max: z.coerce.number().int().min(100).max(10_000).default(2_000),
  api_root: root.default('https://api.sgroup.qq.com'),
  token_root: root.default('https://bots.qq.com'),
  per_second: z.coerce.number().min(0.1).max(100).default(20),
  per_chat_ms: z.coerce.number().int().min(0).default(200),
  concurrency: z.coerce.number().int().min(1).max(100).default(10),
  // Below 5 s QQ itself warns of messages that were sent although no answer came.
  timeout_ms: z.coerce.number().int().min(100).max(60_000).default(10_000),
});

export const settingKeys = Object.keys(fileSchema.shape);

/** As shop.yaml has it. */
export const settingsSchema = fileSchema.transform((file) => ({
  appId: file.app_id,
  clientSecret: file.client_secret,
  hasKeyboard: file.keyboard,
  urlDomains: file.url_domains ?? null,
  locale: file.locale,
  textMax: file.text_max,
  apiRoot: file.api_root.replace(/\/+$/, ''),
  tokenRoot: file.token_root.replace(/\/+$/, ''),
  perSecond: file.per_second,
  perChatMs: file.per_chat_ms,
  concurrency: file.concurrency,
  timeoutMs: file.timeout_ms,
}));

export type QqSettings = z.output<typeof settingsSchema>;
