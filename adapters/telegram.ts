import type { ChannelAdapter } from '../src/ports/channel.js';
import { settingProblems } from './common/setting-problems.js';
import { telegramAccount } from './telegram/account.js';
import { settingsSchema } from './telegram/settings.js';

/** A Telegram bot, over telegraf as a thin client: its own retries, polling and webhook server stay unused. */
export const adapter: ChannelAdapter = {
  kind: 'telegram',
  open(name, settings, deps) {
    const parsed = settingsSchema.safeParse(settings);
    if (parsed.success) return { ok: true, account: telegramAccount(name, parsed.data, deps) };
    const problems = settingProblems(parsed.error.issues, settingsSchema);
    return { ok: false, problems };
  },
};
