import { z } from 'zod';

const count = (most: number) => z.coerce.number().min(0.1).max(most);

const telegramItself = 'https://api.telegram.org';

// From a file it is a boolean, from the environment a word.
const isOn = z.union([z.boolean(), z.stringbool()]);

const isLoopback = (url: string) =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);

/** As shop.yaml has it. */
export const settingsSchema = z
  .strictObject({
    /** From @BotFather. */
    token: z
      .string()
      .regex(
        /^\d+:[A-Za-z0-9_-]+$/,
        'is not a bot token (it looks like 123456:AbC-dEf, see @BotFather)',
      ),
    /** Without @; asked from Telegram when absent. */
    username: z
      .string()
      .regex(/^@?\w{4,32}$/, 'is not a bot name')
      .transform((name) => name.replace(/^@/, ''))
      .optional(),
    updates: z.enum(['polling', 'webhook']).default('polling'),
    webhook_secret: z
      .string()
      .regex(/^[A-Za-z0-9_-]{16,256}$/, 'must be 16 to 256 letters, digits, _ or -')
      .optional(),
    /** Another Bot API server. */
    api_root: z
      .url({ protocol: /^https?$/ })
      .refine((url) => url.startsWith('https:') || isLoopback(url), 'must be an https URL')
      .default(telegramItself),
    // Telegram allows some 30 a second; a little below, because long texts count for more.
    per_second: count(1_000).default(25),
    /** Up to 1,000 messages a second, for 0.1 Telegram Star each, taken from the bot's balance. */
    paid_broadcast: isOn.default(false),
    /** Hosts that only this machine can reach, such as 127.0.0.1:8420: their pictures are uploaded. */
    upload_hosts: z.array(z.string().min(1)).default([]),
    // 20 a minute into one group or channel.
    per_group_ms: z.coerce.number().int().min(0).default(3_000),
    per_chat_ms: z.coerce.number().int().min(0).default(1_000),
    concurrency: z.coerce.number().int().min(1).max(200).default(25),
    timeout_ms: z.coerce.number().int().min(100).max(60_000).default(10_000),
  })
  .refine((all) => all.updates === 'polling' || all.webhook_secret !== undefined, {
    path: ['webhook_secret'],
    message: 'is needed with `updates: webhook` (any 16 letters or more)',
  })
  .refine((all) => all.paid_broadcast || all.per_second <= 30 || all.api_root !== telegramItself, {
    path: ['per_second'],
    message: 'is more than Telegram allows (30), unless with `paid_broadcast: true`',
  })
  .transform((file) => ({
    token: file.token,
    username: file.username,
    updates: file.updates,
    webhookSecret: file.webhook_secret,
    apiRoot: file.api_root,
    perSecond: file.per_second,
    perChatMs: file.per_chat_ms,
    perGroupMs: file.per_group_ms,
    isPaidBroadcast: file.paid_broadcast,
    uploadHosts: file.upload_hosts,
    concurrency: file.concurrency,
    timeoutMs: file.timeout_ms,
  }));

export type TelegramSettings = z.output<typeof settingsSchema>;
