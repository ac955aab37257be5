import { isIP } from 'node:net';
import { z } from 'zod';
import { isSafeBaseUrl } from '../common/http-call.js';

const root = z.string().refine(isSafeBaseUrl, 'must be an https URL');
const host = z.string().regex(/^[a-z0-9.-]+\.[a-z]{2,}$/i, 'is not a host name (say shop.example)');
const dayMs = 86_400_000;

const fileSchema = z.strictObject({
  /** Of /oauth2/access_token; adapters/weibo.md tells the way. */
  access_token: z.string().min(8, 'is too short for an access token'),
  /** When it runs out, such as 2026-12-01T00:00:00+08:00; nothing is asked of Weibo after that. */
  access_until: z.iso.datetime({ offset: true, error: 'is not an instant with a zone' }).optional(),
  /** 我的应用 → App Key; with `redirect_uri`, the way to a new token is told when one runs out. */
  app_key: z.coerce
    .string()
    .regex(/^\d{5,20}$/, 'is not an App Key (digits only)')
    .optional(),
  redirect_uri: z.url({ protocol: /^https?$/ }).optional(),
  /** App Secret: the inbox of 粉丝服务平台 signs with it; without it there is no inbox. */
  app_secret: z.string().min(8, 'is too short for an App Secret').optional(),
  /** 安全域名: a post must hold a link to one of these; without them there are no posts. */
  safe_domains: z.array(host).min(1).optional(),
  /** Put at the end of a post that has no such link. */
  link: z.url({ protocol: /^https?$/ }).optional(),
  /** The public IP address that posts and answers are reported to come from; Weibo asks for a real one. */
  rip: z
    .string()
    .refine((text) => isIP(text) !== 0, 'is not an IP address')
    .optional(),
  /** Said once under a post to each person who comments, by language. */
  comment_answer: z.record(z.string(), z.string().min(1).max(140)).optional(),
  locale: z.string().default('zh-CN'),
  /** How often comments, reposts and likes are looked for; 0 never. */
  read_every_minutes: z.coerce.number().min(0).max(1_440).default(10),
  /** Only under posts that are not older. */
  read_days: z.coerce.number().min(0.01).max(30).default(5),
  api_root: root.default('https://api.weibo.com'),
  messages_root: root.default('https://m.api.weibo.com'),
  per_second: z.coerce.number().min(0.01).max(50).default(5),
  per_chat_ms: z.coerce.number().int().min(0).default(1_000),
  concurrency: z.coerce.number().int().min(1).max(50).default(4),
  timeout_ms: z.coerce.number().int().min(100).max(60_000).default(15_000),
});

type File = z.output<typeof fileSchema>;

export const settingKeys = Object.keys(fileSchema.shape);

/** As shop.yaml has it. */
export const settingsSchema = fileSchema
  .refine((file) => file.safe_domains !== undefined || file.app_secret !== undefined, {
    path: ['safe_domains'],
    message: 'is missing (for posts), and so is app_secret (for the inbox): one is needed',
  })
  .refine((file) => file.safe_domains === undefined || file.rip !== undefined, {
    path: ['rip'],
    message: 'is missing: Weibo asks every post for the IP address it comes from',
  })
  .refine((file) => file.link === undefined || isSafeLink(file.link, file.safe_domains ?? []), {
    path: ['link'],
    message: 'leads to none of safe_domains',
  })
  .transform((file) => ({
    accessToken: file.access_token,
    accessUntil: file.access_until === undefined ? null : Date.parse(file.access_until),
    appSecret: file.app_secret ?? null,
    authorizeUrl: authorizeUrl(file),
    safeDomains: file.safe_domains ?? [],
    link: file.link ?? null,
    rip: file.rip ?? null,
    locale: file.locale,
    readEveryMs: file.read_every_minutes * 60_000,
    readMs: file.read_days * dayMs,
    apiRoot: file.api_root.replace(/\/+$/, ''),
    messagesRoot: file.messages_root.replace(/\/+$/, ''),
    perSecond: file.per_second,
    perChatMs: file.per_chat_ms,
    concurrency: file.concurrency,
    timeoutMs: file.timeout_ms,
  }));

export type WeiboSettings = z.output<typeof settingsSchema>;

export function isSafeLink(url: string, safeDomains: readonly string[]): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return safeDomains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`));
}

/** Where the account's owner grants the app access again. */
function authorizeUrl({ app_key, redirect_uri }: File): string | null {
  if (app_key === undefined || redirect_uri === undefined) return null;
  const query = new URLSearchParams({
    client_id: app_key,
    redirect_uri,
    response_type: 'code',
    scope: 'all',
  });
  return `https://api.weibo.com/oauth2/authorize?${query}`;
}
