// What the QQ open platform refuses, from its documents (tencent-connect/bot-docs), not from our adapter.

export class QqError extends Error {
  readonly status: number;
  readonly code: number;
  readonly data: object | undefined;

  constructor(status: number, code: number, message: string, data?: object) {
    super(message);
    this.status = status;
    this.code = code;
    this.data = data;
  }
}

type Json = Record<string, unknown>;

/** Refuses a message whose form is wrong, or whose links are not registered. */
export function checkMessage(
  body: Json,
  rules: { urlHosts: readonly string[]; keyboard: boolean },
) {
  const type = body['msg_type'];
  const content = String(body['content'] ?? '');
  if (type !== 0 && type !== 2 && type !== 7) throw new QqError(400, 12002, 'RequestInvalid');
  if (type === 0 && content.trim() === '') throw new QqError(400, 50006, 'CannotSendEmptyMessage');
  // "content 字段需要填入一个值，譬如一个空格"
  if (type === 7 && content === '') throw new QqError(400, 50006, 'CannotSendEmptyMessage');
  if (type === 2) checkMarkdown(body, rules.keyboard);
  else if (body['keyboard'] !== undefined) {
    throw new QqError(400, 304039, 'the keyboard stands under Markdown only');
  }
  const said = type === 2 ? String((body['markdown'] as Json)['content']) : content;
  checkLinks([said, ...keyboardLinks(body)], rules.urlHosts);
}

function checkMarkdown(body: Json, isPermitted: boolean): void {
  if (!isPermitted) throw new QqError(400, 50056, 'not allowed to send markdown content');
  if (body['content'] !== undefined) throw new QqError(400, 50037, 'markdown stands alone');
  const { content } = (body['markdown'] ?? {}) as Json;
  if (typeof content !== 'string' || content === '')
    throw new QqError(400, 50041, 'markdown empty');
  const rows = rowsOf(body);
  if (rows.length > 5 || rows.some((row) => row.length > 5)) {
    throw new QqError(400, 304039, 'at most 5 rows of 5 buttons');
  }
  for (const { render_data, action } of rows.flat()) {
    const isWhole =
      typeof (render_data as Json)['label'] === 'string' &&
      typeof (render_data as Json)['visited_label'] === 'string' &&
      [0, 1].includes((render_data as Json)['style'] as number) &&
      [0, 1, 2].includes((action as Json)['type'] as number) &&
      typeof (action as Json)['data'] === 'string' &&
      typeof (action as Json)['unsupport_tips'] === 'string' &&
      [0, 1, 2, 3].includes(((action as Json)['permission'] as Json)['type'] as number);
    if (!isWhole) throw new QqError(400, 304039, 'a button lacks what it must have');
  }
}

export function rowsOf(body: Json): Json[][] {
  const content = ((body['keyboard'] ?? {}) as Json)['content'] as Json | undefined;
  const rows = (content?.['rows'] ?? []) as { buttons: Json[] }[];
  return rows.map(({ buttons }) => buttons);
}

function keyboardLinks(body: Json): string[] {
  return rowsOf(body)
    .flat()
    .map(({ action }) => action as Json)
    .filter((action) => action['type'] === 0)
    .map((action) => String(action['data']));
}

// Also without a scheme, as QQ does: "不允许发送url crawler.py".
function checkLinks(texts: readonly string[], urlHosts: readonly string[]): void {
  const hosts = texts.flatMap((text) =>
    [...text.matchAll(/(?:https?:\/\/)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?=[/:\s]|$)/gi)].map(
      ([, host = '']) => host.toLowerCase(),
    ),
  );
  const unknown = hosts.find(
    (host) => !urlHosts.some((known) => host === known || host.endsWith(`.${known}`)),
  );
  if (unknown !== undefined) throw new QqError(403, 304003, 'url not allowed');
}
