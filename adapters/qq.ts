import type { ChannelAdapter } from '../src/ports/channel.js';
import { settingProblems } from './common/setting-problems.js';
import { qqAccount } from './qq/account.js';
import { settingKeys, settingsSchema } from './qq/settings.js';

/** A QQ bot over its open platform's HTTP interface: it answers who wrote to it, and cannot write first. */
export const adapter: ChannelAdapter = {
  kind: 'qq',
  open(name, settings, deps) {
    const parsed = settingsSchema.safeParse(settings);
    if (parsed.success) return { ok: true, account: qqAccount(name, parsed.data, deps) };
    return { ok: false, problems: settingProblems(parsed.error.issues, settingKeys) };
  },
};
