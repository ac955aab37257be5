import type { ChannelAdapter } from '../src/ports/channel.js';
import { settingProblems } from './common/setting-problems.js';
import { weiboAccount } from './weibo/account.js';
import { settingKeys, settingsSchema } from './weibo/settings.js';

/** A Weibo account: public posts, what people do under them, and the inbox of 粉丝服务平台. */
export const adapter: ChannelAdapter = {
  kind: 'weibo',
  open(name, settings, deps) {
    const parsed = settingsSchema.safeParse(settings);
    if (parsed.success) return { ok: true, account: weiboAccount(name, parsed.data, deps) };
    return { ok: false, problems: settingProblems(parsed.error.issues, settingKeys) };
  },
};
