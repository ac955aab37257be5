import { z } from 'zod';

const count = (most: number) => z.coerce.number().min(0.1).max(most);

const isLoopback = (url: string) =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);

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
    webhookSecret: z
      .string()
      .regex(/^[A-Za-z0-9_-]{16,256}$/, 'must be 16 to 256 letters, digits, _ or -')
      .optional(),
    /** Another Bot API server. */
    apiRoot: z
      .url({ protocol: /^https?$/ })
      .refine((url) => url.startsWith('https:') || isLoopback(url), 'must be an https URL')
      .default('https://api.telegram.org'),
    // Telegram allows some 30 a second; a little below, because long texts count for more.
    perSecond: count(1_000).default(25),
    perChatMs: z.coerce.number().int().min(0).default(1_000),
    concurrency: z.coerce.number().int().min(1).max(200).default(25),
    timeoutMs: z.coerce.number().int().min(100).max(60_000).default(10_000),
  })
  .refine((all) => all.updates === 'polling' || all.webhookSecret !== undefined, {
    path: ['webhookSecret'],
    message: 'is needed with `updates: webhook` (any 16 letters or more)',
  });

export type TelegramSettings = z.output<typeof settingsSchema>;
