// The platform of bench/dispatch.mjs: takes so many messages in any sliding second, answers 429 to more.
import { createServer } from 'node:http';

const perSecond = Number(process.argv[2]);
const token = '1:bench';
const taken = [];
/** How often each chat was written to. */
const perChat = new Map();
let oldest = 0;
let refused = 0;

const server = createServer((request, response) => {
  const now = performance.now();
  const body = [];
  request.on('data', (piece) => body.push(piece));
  while (oldest < taken.length && taken[oldest] <= now - 1_000) oldest += 1;
  const isOver = taken.length - oldest >= perSecond;
  if (isOver) refused += 1;
  else taken.push(now);
  request.on('end', () => {
    const chat = isOver ? null : JSON.parse(Buffer.concat(body)).chat_id;
    if (chat !== null) perChat.set(String(chat), (perChat.get(String(chat)) ?? 0) + 1);
    const answer = isOver
      ? {
          ok: false,
          error_code: 429,
          description: 'Too Many Requests',
          parameters: { retry_after: 1 },
        }
      : { ok: true, result: { message_id: taken.length, chat: { id: 1 } } };
    response.writeHead(isOver ? 429 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
});

function mostInASecond() {
  let most = 0;
  let from = 0;
  for (const [i, at] of taken.entries()) {
    while (at - taken[from] >= 1_000) from += 1;
    most = Math.max(most, i - from + 1);
  }
  return most;
}

server.listen(0, '127.0.0.1', () => {
  process.send({ kind: 'ready', url: `http://127.0.0.1:${server.address().port}`, token });
});
process.on('message', () => {
  const most = mostInASecond();
  const chats = perChat.size;
  const doubles = [...perChat.values()].reduce((sum, times) => sum + times - 1, 0);
  const at = performance.now();
  process.send({ kind: 'counts', taken: taken.length, refused, most, chats, doubles, at });
});
process.on('disconnect', () => process.exit());
