import type { ChannelAdapter } from '../src/ports/channel.js';
import { settingProblems } from './common/setting-problems.js';
import { wechatAccount } from './wechat/account.js';
import { settingKeys, settingsSchema } from './wechat/settings.js';

/** A WeChat official account (微信公众号), a service or a subscription account, over its HTTP interface. */
export const adapter: ChannelAdapter = {
  kind: 'wechat',
  open(name, settings, deps) {
    const parsed = settingsSchema.safeParse(settings);
    if (parsed.success) return { ok: true, account: wechatAccount(name, parsed.data, deps) };
    return { ok: false, problems: settingProblems(parsed.error.issues, settingKeys) };
  },
};
