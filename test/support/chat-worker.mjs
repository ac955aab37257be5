// A process that serves one web chat that says everything back, for tests that kill it. It runs the built program.
// Its settings come as one JSON line; it prints its URL.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { textMessage } from '../../dist/src/domain/message/message.js';
import { listen } from '../../dist/src/http/listen.js';
import { createServer } from '../../dist/src/http/server.js';
import { chatNotifier } from '../../dist/src/runtime/chat-notifier.js';
import { keyringOf } from '../../dist/src/runtime/keyring.js';
import { chatMessagesStore } from '../../dist/src/store/chat-messages-store.js';
import { openDatabase } from '../../dist/src/store/client.js';

const { databaseUrl, port } = JSON.parse(readFileSync(0, 'utf8'));
const silent = { info: () => null, warn: () => null, error: () => null };
const keyring = keyringOf(new Uint8Array(32).fill(7));
const clock = { now: Date.now };
const notifier = chatNotifier();
const chatMessages = chatMessagesStore(openDatabase(databaseUrl), notifier);
const chat = {
  accounts: [{ name: 'webchat', embedOrigins: [] }],
  shopName: 'Lanterns & Co',
  publicUrl: null,
  chatMessages,
  chatNotifier: notifier,
  keyring,
  random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
  clock,
  log: silent,
  isWithStaff: async () => false,
  // An event that is told again is answered once, as the shop's inbox does it.
  async receive(_, events) {
    for (const { key, from, text } of events) {
      const message = textMessage('en', text === undefined ? 'Welcome' : `You said ${text}`);
      const draft = { chatId: from, direction: 'out', message, text: null, at: clock.now() };
      await chatMessages.append({ ...draft, key: `answer:${key}` });
    }
  },
};
const { app } = createServer({
  shopName: chat.shopName,
  publicDir: resolve(import.meta.dirname, '../../public'),
  log: silent,
  runStatus: {},
  health: {},
  webhooks: {},
  admin: { mode: 'shop', keyring, clock, publicUrl: null },
  chat,
  demo: null,
  routes: [],
});
const { url } = await listen(app, { host: '127.0.0.1', port });
process.stdout.write(`${url}\n`);
