import { afterEach, beforeEach, expect, it } from 'vitest';
import { adapter } from '../../adapters/discord.js';
import type { ChannelAccount } from '../../src/ports/channel.js';
import { type Inbox, openInbox } from '../../src/services/inbox.js';
import { DiscordServer } from '../fakes/discord-server.js';
import type { DiscordMessage, DiscordPerson } from '../fakes/discord-world.js';
import { openAccount } from '../support/channels.js';
import { chatShop } from '../support/chat-shop.js';
import { onEachDatabase } from '../support/databases.js';
import { dispatchDeps, until, withDispatch } from '../support/dispatch.js';
import { clearOutbox, testKeyring } from '../support/outbox.js';

// The whole way: discord.js hears it, the inbox stores it, the dialogue answers, the dispatcher fills the answer in.
onEachDatabase('the dialogue on Discord', (test) => {
  let server: DiscordServer;
  let account: ChannelAccount;
  let inbox: Inbox;
  let ann: DiscordPerson;
  beforeEach(async () => {
    await clearOutbox(test.database());
    server = await new DiscordServer().start();
    ann = server.world.person('Ann');
    account = openAccount(adapter, { token: server.token, api_root: server.url });
    const { deps } = chatShop(test.database(), {
      accounts: new Map([[account.name, account]]),
      keyring: testKeyring,
      clock: { now: Date.now },
    });
    inbox = openInbox(deps);
  });
  afterEach(() => server.stop());

  const talking = async (work: () => Promise<void>) => {
    const abort = new AbortController();
    const listening = account.listen?.(
      (events) => inbox.receive(account.name, events),
      abort.signal,
    );
    try {
      await until(() => server.gateway.heard.some(({ op }) => op === 2));
      await withDispatch(dispatchDeps(test.database(), [account]), work);
    } finally {
      abort.abort();
      await listening;
      await inbox.idle();
    }
  };
  const contentOf = (message: DiscordMessage | undefined) => String(message?.body['content'] ?? '');
  const answered = async (count: number) => {
    const { messages } = server.world;
    await until(() => messages.length === count && contentOf(messages.at(-1)) !== '');
    return messages.at(-1);
  };
  const actionsUnder = (message: DiscordMessage | undefined) =>
    ((message?.body['components'] ?? []) as { components: { custom_id?: string }[] }[])
      .flatMap(({ components }) => components)
      .flatMap(({ custom_id: id }) => id ?? []);

  it('answers a command in a server and the buttons under it: there, privately, in one message each', async () => {
    const channel = server.world.channel();
    ann.hasBlocked = true;
    await talking(async () => {
      await server.uses(ann, 'start', {}, channel);
      const welcome = await answered(1);
      expect(welcome).toMatchObject({ channelId: channel.id, isEphemeral: true });
      expect(contentOf(welcome)).toContain('Corner');
      expect(actionsUnder(welcome)).toContain('consent:yes');
      if (welcome === undefined) throw new Error('answered');
      await server.presses(ann, welcome, 'consent:yes');
      const thanks = await answered(2);
      expect(thanks).toMatchObject({ channelId: channel.id, isEphemeral: true });
      expect(actionsUnder(thanks)).toContain('picks');
    });
    const consents = await test.database().models.consentEvent.findMany();
    expect(consents.map(({ kind }) => kind)).toContain('granted');
    // Nothing was tried by direct message, which Ann does not take.
    expect(server.calls.map(({ path }) => path)).not.toContain('/users/@me/channels');
  });

  it('answers what is written in a direct chat in that chat', async () => {
    await talking(async () => {
      const said = server.says(ann, 'help');
      await until(() => server.world.messages.length === 2);
      expect(server.world.messages[1]).toMatchObject({
        channelId: said.channelId,
        author: server.world.botId,
      });
    });
  });
});
