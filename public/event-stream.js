/**
 * Reads server-sent events by `fetch`, because EventSource can send no header; ends when the connection does.
 *
 * @param onEvent called with the data of each event named `message`
 */
export async function readEvents(response, onEvent) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (rest + value).split('\n\n');
    rest = events.pop();
    for (const event of events) take(event, onEvent);
  }
}

function take(event, onEvent) {
  const lines = event.split('\n');
  if (!lines.includes('event: message')) return;
  const data = lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice(6));
  onEvent(JSON.parse(data.join('\n')));
}
