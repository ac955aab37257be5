import { adapter } from '../../adapters/wechat.js';
import type { AdapterDeps, SendRight } from '../../src/ports/channel.js';
import { WechatServer, type WechatServerOptions } from '../fakes/wechat-server.js';
import { memoryTokens, openAccount } from './channels.js';
import { listLog } from './dispatch.js';

/** As WeChat writes them: an o and 27 letters. */
export const ann = 'oAnn_aaaaaaaaaaaaaaaaaaaaaaa';
export const bob = 'oBob_bbbbbbbbbbbbbbbbbbbbbbb';

export function settingsFor(server: WechatServer, more: Readonly<Record<string, unknown>> = {}) {
  const { appId, token, aesKey } = server.keys;
  return {
    app_id: appId,
    app_secret: server.appSecret,
    token,
    encoding_aes_key: aesKey,
    type: server.isService ? 'service' : 'subscription',
    base_url: server.url,
    ...more,
  };
}

/** A platform with two followers, and an account on it that has its access token. */
export async function openWechat(
  options: WechatServerOptions = {},
  settings: Readonly<Record<string, unknown>> = {},
  deps: Partial<AdapterDeps> = {},
) {
  const server = await new WechatServer(options).start();
  server.people.adds(ann);
  server.people.adds(bob, 2);
  const log = listLog();
  const tokens = memoryTokens(() => server.now);
  const open = (more: Readonly<Record<string, unknown>> = {}, name = 'wechat') =>
    openAccount(
      adapter,
      settingsFor(server, { ...settings, ...more }),
      { log, now: () => server.now, tokens, ...deps },
      name,
    );
  const account = open();
  await account.probe(AbortSignal.timeout(5_000));
  return { server, account, log, open };
}

/** The customer writes, which allows five answers; each call is another message of theirs. */
export function rightToAnswer(server: WechatServer, openid = ann): SendRight {
  server.customers.writes(openid, 'hello');
  const opener = server.people.need(openid).windows.at(-1)?.opener ?? '';
  return { kind: 'reply', ref: opener, sequence: 0 };
}
