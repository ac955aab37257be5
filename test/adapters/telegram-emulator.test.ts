import { createServer } from 'node:net';
import { TelegramServer } from 'telegram-test-api/lib/telegramServer.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { adapter } from '../../adapters/telegram.js';
import { textMessage } from '../../src/domain/message/message.js';
import type { ChannelAccount, InboundEvent } from '../../src/ports/channel.js';
import { openAccount } from '../support/channels.js';
import { until } from '../support/dispatch.js';

// A Bot API emulator that we did not write: good for conversations, without limits and errors
// (those are in test/fakes/telegram-server.ts).
const token = '123456:emulated-token';

describe('telegram against telegram-test-api', () => {
  let server: TelegramServer;
  let account: ChannelAccount;
  beforeEach(async () => {
    server = new TelegramServer({ port: await freePort(), host: '127.0.0.1' });
    await server.start();
    account = openAccount(adapter, { token, api_root: server.config.apiURL });
  });
  afterEach(async () => {
    await server.stop();
  });

  it('hears a person, answers with buttons, and hears the press', async () => {
    const client = server.getClient(token, { userId: 7, chatId: 7, firstName: 'Ann' });
    const events: InboundEvent[] = [];
    const abort = new AbortController();
    const listening = account.listen?.(async (more) => void events.push(...more), abort.signal);
    await client.sendMessage(client.makeMessage('/start tok-1'));
    await until(() => events.length === 1);
    expect(events[0]).toMatchObject({ kind: 'start', payload: 'tok-1', from: '7' });

    const rows = [[{ kind: 'action' as const, label: 'Yes', action: 'yes:1' }]];
    const rendering = account.render(textMessage('en', 'Shall we?', rows));
    if (!rendering.ok || rendering.parts[0] === undefined) throw new Error('renders');
    const sent = await account.send(rendering.parts[0], {
      to: '7',
      key: 'k',
      signal: AbortSignal.timeout(3_000),
    });
    expect(sent).toMatchObject({ kind: 'accepted' });
    const { result } = await client.getUpdates();
    expect(result.map((update) => 'message' in update && update.message)).toMatchObject([
      { text: 'Shall we?', reply_markup: { inline_keyboard: [[{ callback_data: 'yes:1' }]] } },
    ]);

    await client.sendCallback(client.makeCallbackQuery('yes:1', { message: { message_id: 2 } }));
    await until(() => events.length === 2);
    expect(events[1]).toMatchObject({ kind: 'action', action: 'yes:1', from: '7', ref: '7:2' });
    abort.abort();
    await listening;
  });

  it('says who it is', async () => {
    expect(await account.probe(AbortSignal.timeout(3_000))).toMatchObject({ ok: true });
  });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
