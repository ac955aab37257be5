import { adapter } from '../../adapters/webchat.js';
import type { ChatMessages } from '../../src/ports/chat-messages.js';
import { type ChannelPeer, channelContract } from '../contract/channel.js';
import { memoryChat } from '../http/support/parts.js';
import { adapterDeps } from '../support/channels.js';

const address = '0123456789abcdef0123456789abcdef';
const secret = 'postgresql://hawker:s3cret@db/shop';

/** Web chat's platform is the shop's own database: this one can fail in every way a database can. */
async function open(): Promise<ChannelPeer> {
  const rows = memoryChat();
  const lines: string[] = [];
  let calls = 0;
  let next:
    | ((draft: Parameters<ChatMessages['append']>[0]) => ReturnType<ChatMessages['append']>)
    | null = null;
  const chatMessages: Pick<ChatMessages, 'append'> = {
    append(draft) {
      calls += 1;
      const append = next ?? rows.append;
      next = null;
      return append(draft);
    },
  };
  const write = (event: string, fields?: Record<string, unknown>) =>
    void lines.push(JSON.stringify([event, fields]));
  const opened = adapter.open(
    'webchat',
    {},
    {
      ...adapterDeps(),
      chatMessages,
      now: () => 1,
      log: { info: write, warn: write, error: write },
    },
  );
  if (!opened.ok) throw new Error('does not open');
  const fail = () => {
    next = () => Promise.reject(new Error(`cannot reach ${secret}`));
  };
  return {
    account: opened.account,
    address,
    received: async () =>
      rows.all.map(({ chatId, id, message }) => {
        const blocks = message?.blocks ?? [];
        return {
          to: chatId,
          ref: String(id),
          text: blocks.flatMap((block) => (block.kind === 'text' ? [block.text] : [])).join('\n'),
          imageUrl:
            blocks.flatMap((block) => (block.kind === 'image' ? [block.url] : []))[0] ?? null,
          buttons: blocks
            .flatMap((block) => (block.kind === 'buttons' ? block.rows.flat() : []))
            .map((button) => ({
              label: button.label,
              target: button.kind === 'link' ? button.url : button.action,
            })),
        };
      }),
    requestCount: () => calls,
    secrets: [secret, 's3cret'],
    logged: () => lines,
    unknownAddress: () => '12347',
    resets: () => {
      // Committed, but the answer never came.
      next = async (draft) => {
        await rows.append(draft);
        throw new Error('connection reset');
      };
    },
    hangs: () => {
      next = () => new Promise(() => null);
    },
    obscureAnswers: [{ why: 'the database fails', happen: fail }],
    saysDuplicate: () => {
      next = async () => ({ id: 1, isNew: false });
    },
    echoes: [{ why: 'a fault that names the database', happen: fail }],
    stop: async () => undefined,
  };
}

const ownDatabase = 'its platform is the shop’s own database, which has no such rule';
const ownPage = 'customers speak through the chat page, whose own tests are in test/http/chat';

channelContract('webchat', open, {
  6: ownDatabase,
  7: ownDatabase,
  8: 'a customer leaves by saying stop; a chat page cannot be blocked',
  10: ownDatabase,
  11: 'a chat keeps its address for ever',
  12: 'what fits the limits is never refused',
  13: 'it has no credential',
  14: ownDatabase,
  15: 'it has no access token',
  16: 'whether a failing database has written is never certain: such a send is unknown and safe to repeat',
  22: ownPage,
  23: ownPage,
  24: ownPage,
  25: ownPage,
  26: ownPage,
});
