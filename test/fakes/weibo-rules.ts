// What Weibo refuses, from open.weibo.com/wiki (2/statuses/share, Error_code, 粉丝服务平台), not from our adapter.

export class WeiboError extends Error {
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const links = /https?:\/\/[\w./?=&%#:@~+-]+/g;

/** "不超过140个汉字": wide characters whole, ASCII half. */
function measured(text: string): number {
  let half = 0;
  for (const letter of text) half += letter.charCodeAt(0) < 128 && letter.length === 1 ? 1 : 2;
  return half / 2;
}

export function checkShared(status: string, rip: string | null, safeDomains: readonly string[]) {
  if (status.trim() === '') throw new WeiboError(400, 20008, 'content is null!');
  if (rip === null || !/^\d{1,3}(\.\d{1,3}){3}$/.test(rip)) {
    throw new WeiboError(400, 10016, 'Miss required parameter (rip) , see doc for more info.');
  }
  if (measured(status) > 140) {
    throw new WeiboError(400, 20012, 'text too long, please input text less than 140 characters!');
  }
  if (/#[^#]+#/.test(status.replaceAll(links, ''))) {
    throw new WeiboError(400, 10017, "Parameter (status)'s value invalid: topic");
  }
  const hosts = [...status.matchAll(links)].map(([url]) => new URL(url).hostname);
  const isSafe = (host: string) =>
    safeDomains.some((domain) => host === domain || host.endsWith(`.${domain}`));
  if (hosts.length === 0 || !hosts.every(isSafe)) {
    throw new WeiboError(400, 10017, "Parameter (status)'s value invalid: domain of the link");
  }
}

export function checkPicture(file: Buffer): void {
  if (file.length >= 5 * 1024 * 1024) throw new WeiboError(400, 20006, 'image too large');
  const head = file.subarray(0, 4).toString('hex');
  const isKnown = head.startsWith('ffd8ff') || head === '89504e47' || head === '47494638';
  if (!isKnown) throw new WeiboError(400, 20005, 'unsupported image type');
}

/** As Weibo shows a text: every link becomes one of its own. */
export function shown(text: string): string {
  let count = 0;
  return text
    .replaceAll(links, () => {
      count += 1;
      return `http://t.cn/A6fake${count}`;
    })
    .replaceAll('\n', ' ');
}

/** `Tue May 31 17:46:55 +0800 2011` */
export function weiboTime(at: number): string {
  const inChina = new Date(at + 8 * 3_600_000).toUTCString();
  const [, day = '', date = '', month = '', year = '', time = ''] =
    /^(\w+), (\d+) (\w+) (\d+) ([\d:]+) GMT$/.exec(inChina) ?? [];
  return `${day} ${month} ${date} ${time} +0800 ${year}`;
}

/** The fields of a form, urlencoded or multipart; a file as its bytes. */
export function formOf(body: Buffer, type: string): Map<string, Buffer> {
  const [, boundary] = /^multipart\/form-data; boundary=(.+)$/.exec(type) ?? [];
  if (boundary === undefined) {
    const fields = new URLSearchParams(body.toString('utf8'));
    return new Map([...fields].map(([name, value]) => [name, Buffer.from(value)]));
  }
  const parts = new Map<string, Buffer>();
  for (const part of split(body, Buffer.from(`--${boundary}`)).slice(1, -1)) {
    const end = part.indexOf('\r\n\r\n');
    const [, name] = /name="([^"]+)"/.exec(part.subarray(0, end).toString('utf8')) ?? [];
    if (name !== undefined) parts.set(name, part.subarray(end + 4, part.length - 2));
  }
  return parts;
}

function split(body: Buffer, mark: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, from)) {
    parts.push(body.subarray(from, at));
    from = at + mark.length;
  }
  return [...parts, body.subarray(from)];
}
