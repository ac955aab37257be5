import type { ChannelAdapter } from '../src/ports/channel.js';
import { settingProblems } from './common/setting-problems.js';
import { webhookAccount } from './webhook/account.js';
import { settingsSchema } from './webhook/settings.js';

/** Messages as signed calls to a web address of the shop's own, and its calls back (Standard Webhooks both ways). */
export const adapter: ChannelAdapter = {
  kind: 'webhook',
  open(name, settings, deps) {
    const parsed = settingsSchema.safeParse(settings);
    if (parsed.success) return { ok: true, account: webhookAccount(name, parsed.data, deps) };
    return { ok: false, problems: settingProblems(parsed.error.issues, settingsSchema) };
  },
};
