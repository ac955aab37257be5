// A broadcast as tutorials and answers show it: telegraf sends, bottleneck limits, a list says to whom. Its settings come as one
// JSON argument:
//   limit   reservoir (so many, refilled every second) or minTime (one after the other)
//   memory  none: whoever is in the list; column: whoever is not marked as sent, and marked after it
import Bottleneck from 'bottleneck';
import Database from 'libsql';
import { Telegraf } from 'telegraf';

const { url, token, perSecond, file, limit, memory } = JSON.parse(process.argv[2]);
const bot = new Telegraf(token, { telegram: { apiRoot: url } });
const limiter = new Bottleneck(
  limit === 'reservoir'
    ? { reservoir: perSecond, reservoirRefreshAmount: perSecond, reservoirRefreshInterval: 1_000 }
    : { minTime: 1_000 / perSecond },
);
const people = new Database(file);
const mark = people.prepare('UPDATE people SET sent = 1 WHERE chat = ?');
const where = memory === 'column' ? 'WHERE sent = 0' : '';
const chats = people.prepare(`SELECT chat FROM people ${where} ORDER BY chat`).all();

async function greet({ chat }) {
  await bot.telegram.sendMessage(chat, 'Hello there');
  if (memory === 'column') mark.run(chat);
}

process.on('disconnect', () => process.exit());
process.send({ kind: 'ready' });
// One that fails is logged and forgotten.
await Promise.all(chats.map((each) => limiter.schedule(() => greet(each)).catch(() => undefined)));
process.send({ kind: 'through' });
