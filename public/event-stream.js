/**
 * Reads server-sent events by `fetch`, because EventSource can send no header; ends when the connection does.
 *
 * @param handlers by the event's name: called with its data
 * @param silentMs a connection that says nothing for so long is dead, whatever the browser thinks: throws
 */
export async function readEvents(response, handlers, silentMs) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await withinTime(reader, silentMs);
    if (done) return;
    const events = (rest + value).split('\n\n');
    rest = events.pop();
    for (const event of events) take(event, handlers);
  }
}

function withinTime(reader, silentMs) {
  let timer;
  const silence = new Promise((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('silent'));
      reader.cancel().catch(() => undefined);
    }, silentMs);
  });
  return Promise.race([reader.read(), silence]).finally(() => clearTimeout(timer));
}

function take(event, handlers) {
  const lines = event.split('\n');
  const named = lines.find((line) => line.startsWith('event: '))?.slice(7);
  const data = lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice(6));
  if (named !== undefined) handlers[named]?.(JSON.parse(data.join('\n')));
}
