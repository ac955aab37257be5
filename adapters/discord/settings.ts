import { z } from 'zod';

const isLoopback = (url: string) =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);

const webhook = z
  .string()
  .regex(
    /^https?:\/\/\S+\/webhooks\/\d{17,20}\/[\w-]+$/,
    'is not a webhook URL (it looks like https://discord.com/api/webhooks/123/AbC)',
  )
  .transform((url) => {
    const [id = '', token = ''] = url.split('/').slice(-2);
    return { id, token };
  });

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** As shop.yaml has it. */
export const settingsSchema = z
  .strictObject({
    /** Developer Portal → Bot → Reset Token. */
    token: z
      .string()
      .regex(
        /^[\w-]{18,}\.[\w-]{6,}\.[\w-]{20,}$/,
        'is not a bot token (three parts with dots between; Developer Portal → Bot)',
      ),
    updates: z.enum(['gateway', 'http']).default('gateway'),
    /** Developer Portal → General Information → Public Key. */
    public_key: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be the 64 hexadecimal digits of the Developer Portal')
      .optional(),
    /** Webhooks of channels to post to, by a name of your own: the place `webhook:NAME`. */
    webhooks: z.record(z.string().regex(/^[a-z0-9_-]{1,32}$/), webhook).default({}),
    /** Publishes posts of announcement channels to the servers that follow them. */
    crosspost: z.union([z.boolean(), z.stringbool()]).default(false),
    api_root: z
      .url({ protocol: /^https?$/ })
      .refine((url) => url.startsWith('https:') || isLoopback(url), 'must be an https URL')
      .default('https://discord.com/api'),
    /** Messages per second. */
    per_second: z.coerce.number().min(0.1).max(50).default(20),
    /** Requests per second of one process. Discord allows a bot 50: with N workers give each 45/N. */
    requests_per_second: whole(1, 50).default(45),
    // Discord quarantines bots that open many direct messages; how many is said nowhere, so these are low.
    direct_per_minute: whole(1, 600).default(30),
    direct_per_day: whole(1, 100_000).default(500),
    // Five in five seconds of one chat, and Discord says so itself; this only spreads them a little.
    per_chat_ms: whole(0, 60_000).default(200),
    per_group_ms: whole(0, 60_000).default(2_000),
    concurrency: whole(1, 50).default(10),
    timeout_ms: whole(100, 60_000).default(10_000),
  })
  .refine((all) => all.updates === 'gateway' || all.public_key !== undefined, {
    path: ['public_key'],
    message: 'is needed with `updates: http` (Developer Portal → General Information)',
  })
  .transform((file) => ({
    token: file.token,
    updates: file.updates,
    publicKey: file.public_key,
    webhooks: new Map(Object.entries(file.webhooks)),
    isCrossposting: file.crosspost,
    apiRoot: file.api_root.replace(/\/$/, ''),
    perSecond: file.per_second,
    requestsPerSecond: file.requests_per_second,
    directPerMinute: file.direct_per_minute,
    directPerDay: file.direct_per_day,
    perChatMs: file.per_chat_ms,
    perGroupMs: file.per_group_ms,
    concurrency: file.concurrency,
    timeoutMs: file.timeout_ms,
  }));

export type DiscordSettings = z.output<typeof settingsSchema>;
