import { z } from 'zod';
import { urlProblem } from './guarded-request.js';

const secret = z
  .string()
  .refine(isSecret, 'is not a signing secret (whsec_, then 24 to 64 random bytes in base64)');

/** One, or several while a new one takes over. */
const secrets = z
  .union([secret, z.array(secret).min(1).max(4)])
  .transform((given) => (typeof given === 'string' ? [given] : given));

const isTrue = z.union([
  z.boolean(),
  z.enum(['true', 'false']).transform((text) => text === 'true'),
]);

/** As shop.yaml has it. */
export const settingsSchema = z
  .strictObject({
    url: z.string(),
    secret: secrets,
    /** Signs what comes in; calls are refused without it. */
    inbound_secret: secrets.optional(),
    /** For a receiver inside the shop's own network. */
    allow_private: isTrue.default(false),
    per_second: z.coerce.number().min(0.1).max(1_000).default(20),
    per_chat_ms: z.coerce.number().int().min(0).default(0),
    concurrency: z.coerce.number().int().min(1).max(200).default(20),
    timeout_ms: z.coerce.number().int().min(100).max(60_000).default(10_000),
  })
  .superRefine((all, context) => {
    const problem = urlProblem(all.url, all.allow_private);
    if (problem !== null) context.addIssue({ code: 'custom', path: ['url'], message: problem });
    // Else what we send could be sent back to us as if the shop had said it.
    if (all.inbound_secret?.some((each) => all.secret.includes(each)) === true) {
      const message = 'must be another one than `secret`';
      context.addIssue({ code: 'custom', path: ['inbound_secret'], message });
    }
  })
  .transform((file) => ({
    url: file.url,
    secrets: file.secret,
    inboundSecrets: file.inbound_secret ?? [],
    allowPrivate: file.allow_private,
    perSecond: file.per_second,
    perChatMs: file.per_chat_ms,
    concurrency: file.concurrency,
    timeoutMs: file.timeout_ms,
  }));

export type WebhookSettings = z.output<typeof settingsSchema>;

function isSecret(text: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text)) return false;
  const { length } = Buffer.from(text.slice('whsec_'.length), 'base64');
  return length >= 24 && length <= 64;
}
