// The platform of bench/dispatch.mjs: takes so many messages in any sliding second, answers 429 to more.
import { createServer } from 'node:http';

const perSecond = Number(process.argv[2]);
const token = '1:bench';
const taken = [];
let oldest = 0;
let refused = 0;

const server = createServer((request, response) => {
  const now = performance.now();
  request.resume();
  while (oldest < taken.length && taken[oldest] <= now - 1_000) oldest += 1;
  const isOver = taken.length - oldest >= perSecond;
  if (isOver) refused += 1;
  else taken.push(now);
  request.on('end', () => {
    const body = isOver
      ? {
          ok: false,
          error_code: 429,
          description: 'Too Many Requests',
          parameters: { retry_after: 1 },
        }
      : { ok: true, result: { message_id: taken.length, chat: { id: 1 } } };
    response.writeHead(isOver ? 429 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
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
  process.send({ kind: 'counts', taken: taken.length, refused, most, at: performance.now() });
});
process.on('disconnect', () => process.exit());
