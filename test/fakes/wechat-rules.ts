/** A refusal in WeChat's own form: `errcode`, with status 200. */
export class WechatRefusal extends Error {
  readonly code: number;
  readonly more: Record<string, unknown>;

  constructor(code: number, words: string, more: Record<string, unknown> = {}) {
    super(words);
    this.code = code;
    this.more = more;
  }
}

export type Json = Record<string, unknown>;
const bytesOf = (text: unknown) => Buffer.byteLength(String(text));

export function refuseUnless(holds: boolean, code: number, words: string): void {
  if (!holds) throw new WechatRefusal(code, words);
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** A customer-service message, by the page of the interface. */
export function checkCustom(
  body: Json,
  account: { isService: boolean; hasMedia: (id: unknown) => boolean },
): void {
  const content = body[String(body['msgtype'])] as Json | undefined;
  refuseUnless(content !== undefined, 40008, 'invalid message type');
  switch (body['msgtype']) {
    case 'text':
      refuseUnless(isText(content?.['content']), 44004, 'empty content');
      refuseUnless(bytesOf(content?.['content']) <= 2_048, 45002, 'content size out of limit');
      return;
    case 'image':
      refuseUnless(account.hasMedia(content?.['media_id']), 40007, 'invalid media_id');
      return;
    case 'news':
      checkNews(content?.['articles']);
      return;
    case 'msgmenu':
      refuseUnless(account.isService, 40200, 'invalid account type');
      checkMenuMessage(content ?? {});
      return;
    default:
      throw new WechatRefusal(40008, 'invalid message type');
  }
}

function checkNews(articles: unknown): void {
  refuseUnless(
    Array.isArray(articles) && articles.length === 1,
    45008,
    'article size out of limit',
  );
  const [article] = articles as [Json];
  refuseUnless(isText(article['title']), 40035, 'invalid title');
  for (const field of ['url', 'picurl']) {
    refuseUnless(URL.canParse(String(article[field])), 40039, `invalid ${field}`);
  }
}

function checkMenuMessage({ head_content: head, list }: Json): void {
  refuseUnless(isText(head), 44004, 'empty content');
  refuseUnless(Array.isArray(list) && list.length > 0, 47001, 'data format error');
  for (const item of list as Json[]) {
    refuseUnless(isText(item['id']) && isText(item['content']), 47001, 'data format error');
  }
}

const fieldRules: readonly { readonly name: RegExp; readonly value: RegExp }[] = [
  { name: /^thing\d+$/, value: /^[^\p{Cc}]{1,20}$/u },
  { name: /^phrase\d+$/, value: /^\p{Script=Han}{1,5}$/u },
  { name: /^character_string\d+$/, value: /^[\x20-\x7e]{1,32}$/ },
  { name: /^time\d+$/, value: /^(\d{4}年\d{1,2}月\d{1,2}日 )?\d{2}:\d{2}(:\d{2})?$/ },
];

/** The values of a notice: all fields of the template, each by its kind. */
export function checkNotice(fields: readonly string[], data: Json): void {
  for (const field of fields) {
    const value = (data[field] as { value?: unknown } | undefined)?.value;
    const rule = fieldRules.find(({ name }) => name.test(field));
    const fits = rule?.value.test(String(value ?? '')) ?? false;
    refuseUnless(fits, 47003, `argument invalid! data.${field}.value invalid`);
  }
  const strays = Object.keys(data).filter((field) => !fields.includes(field));
  refuseUnless(strays.length === 0, 47003, `argument invalid! data.${strays[0]}`);
}

/** The account's own menu: three columns of five. */
export function checkMenu({ button }: Json): void {
  refuseUnless(
    Array.isArray(button) && button.length >= 1 && button.length <= 3,
    40016,
    'invalid button size',
  );
  for (const each of button as Json[]) {
    refuseUnless(
      isText(each['name']) && bytesOf(each['name']) <= 16,
      40018,
      'invalid button name size',
    );
    const { sub_button: below } = each;
    if (below === undefined) {
      checkClick(each);
      continue;
    }
    const isColumn = Array.isArray(below) && below.length >= 1 && below.length <= 5;
    refuseUnless(isColumn, 40023, 'invalid sub button size');
    for (const entry of below as Json[]) {
      refuseUnless(bytesOf(entry['name']) <= 60, 40025, 'invalid sub button name size');
      checkClick(entry);
    }
  }
}

function checkClick({ type, key }: Json): void {
  refuseUnless(type === 'click', 40017, 'invalid button type');
  refuseUnless(isText(key) && bytesOf(key) <= 128, 40019, 'invalid button key size');
}
