import type { ChannelAdapter } from '../src/ports/channel.js';
import { settingProblems } from './common/setting-problems.js';
import { discordAccount } from './discord/account.js';
import { settingsSchema } from './discord/settings.js';

/** A Discord bot over discord.js: its queue keeps the buckets, its own retries stay off. */
export const adapter: ChannelAdapter = {
  kind: 'discord',
  open(name, settings, deps) {
    const parsed = settingsSchema.safeParse(settings);
    if (parsed.success) return { ok: true, account: discordAccount(name, parsed.data, deps) };
    const problems = settingProblems(parsed.error.issues, settingsSchema);
    return { ok: false, problems };
  },
};
