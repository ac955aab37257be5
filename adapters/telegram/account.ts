import type { AdapterDeps, ChannelAccount } from '../../src/ports/channel.js';
import { bothButtons } from '../common/button-limits.js';
import { Bot } from './bot.js';
import { botApi } from './bot-api.js';
import { redactorOf } from './classify.js';
import { receive } from './receive.js';
import { limits, render } from './render.js';
import { Sender } from './send.js';
import type { TelegramSettings } from './settings.js';

export function telegramAccount(
  name: string,
  settings: TelegramSettings,
  deps: AdapterDeps,
): ChannelAccount {
  const call = botApi(settings);
  const own = { ...deps, redact: redactorOf(settings.token) };
  const bot = new Bot(name, call, settings, own);
  const sender = new Sender(call, settings, own);
  const { perSecond, perChatMs, perGroupMs, concurrency, timeoutMs, webhookSecret } = settings;
  const isHooked = settings.updates === 'webhook' && webhookSecret !== undefined;
  return {
    name,
    kind: 'telegram',
    capabilities: {
      proactive: 'free',
      text: { max: limits.text, unit: 'utf16' },
      buttons: bothButtons(limits),
      image: ['url', 'upload'],
      idempotency: null,
      posts: true,
      webhook: isHooked ? { auth: 'static_header', ackMs: 10_000 } : null,
    },
    rate: { perSecond, perChatMs, perGroupMs, concurrency, timeoutMs },
    render,
    send: (part, context) => sender.send(part, context),
    // Groups have numbers below zero; channels and public groups are also known by name.
    isGroup: (address) => /^[-@]/.test(address),
    ...(isHooked
      ? { receive: async (request) => receive(request, webhookSecret, deps.now()) }
      : {}),
    listen: (sink, signal) => bot.listen(sink, signal),
    acknowledge: (ack, text) => bot.acknowledge(ack, text),
    // Absent until the bot's name is known: from the settings, or once `probe` or `listen` has asked.
    get deepLink() {
      return bot.deepLink();
    },
    publishMenu: (entries, signal) => bot.publishMenu(entries, signal),
    probe: (signal) => bot.probe(signal),
  };
}
