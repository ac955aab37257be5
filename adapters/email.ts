import type { ChannelAdapter } from '../src/ports/channel.js';
import { settingProblems } from './common/setting-problems.js';
import { emailAccount } from './email/account.js';
import { settingsSchema } from './email/settings.js';

/** Mail by SMTP, over nodemailer as a thin client: its pool and its own retries stay unused. */
export const adapter: ChannelAdapter = {
  kind: 'email',
  open(name, settings, deps) {
    const parsed = settingsSchema.safeParse(settings);
    if (parsed.success) return { ok: true, account: emailAccount(name, parsed.data, deps) };
    return { ok: false, problems: settingProblems(parsed.error.issues, settingsSchema) };
  },
};
