import ipaddr from 'ipaddr.js';
import type { SendOutcome } from '../../src/domain/message/send-outcome.js';

const mostBytes = 10 * 1_024 * 1_024;
const manyPhotos = 5_000;

export interface PhotoDeps {
  readonly fetch: typeof fetch;
  /** Hosts that only we can reach, and whose pictures may be handed to Telegram. */
  readonly ownHosts: ReadonlySet<string>;
}

/** As telegraf takes a file. */
export interface Upload {
  readonly source: Buffer;
  readonly filename: string;
}

export type PhotoInput =
  | { readonly ok: true; readonly photo: string | Upload }
  | { readonly ok: false; readonly outcome: SendOutcome };

/**
 * How a picture gets to Telegram: by its address, which Telegram fetches; uploaded, where Telegram cannot; and by
 * Telegram's own id once it is there, so that a campaign uploads it once.
 */
export class Photos {
  readonly #deps: PhotoDeps;
  readonly #fileIds = new Map<string, string>();
  readonly #unfetchable = new Set<string>();

  constructor(deps: PhotoDeps) {
    this.#deps = deps;
  }

  async inputOf(url: string, signal: AbortSignal): Promise<PhotoInput> {
    const known = this.#fileIds.get(url);
    if (known !== undefined) return { ok: true, photo: known };
    const { host, hostname } = new URL(url);
    const isPublic = isPublicHost(hostname);
    if (isPublic && !this.#unfetchable.has(url)) return { ok: true, photo: url };
    if (!isPublic && !this.#deps.ownHosts.has(host)) {
      const why = `the picture's host ${host} is not public; name it in \`upload_hosts\` to have it uploaded`;
      return { ok: false, outcome: { kind: 'rejected', why } };
    }
    return this.#upload(url, signal);
  }

  /** What became of a picture, so that the next message does better. @returns whether it may be tried another way */
  learn(url: string, sent: string | Upload, refusal: string): boolean {
    const isUrl = sent === url;
    if (isUrl && /HTTP URL|web page content|remote file identifier/i.test(refusal)) {
      if (this.#unfetchable.size >= manyPhotos) this.#unfetchable.clear();
      this.#unfetchable.add(url);
      return true;
    }
    const isForgotten = typeof sent === 'string' && !isUrl && /file identifier/i.test(refusal);
    return isForgotten && this.#fileIds.delete(url);
  }

  keep(url: string, sent: string | Upload, result: unknown): void {
    if (typeof sent === 'string') return;
    const sizes = (result as { photo?: { file_id?: unknown }[] }).photo ?? [];
    const fileId = sizes.at(-1)?.file_id;
    if (typeof fileId !== 'string') return;
    if (this.#fileIds.size >= manyPhotos) this.#fileIds.clear();
    this.#fileIds.set(url, fileId);
  }

  async #upload(url: string, signal: AbortSignal): Promise<PhotoInput> {
    try {
      // Not followed: an address that passed must not lead to one that would not.
      const answer = await this.#deps.fetch(url, { signal, redirect: 'manual' });
      const refusal = refusalOf(answer);
      if (refusal !== null) return { ok: false, outcome: refusal };
      const source = await bytesOf(answer);
      if (source === null) return rejected('is larger than 10 MB');
      return { ok: true, photo: { source, filename: filenameOf(url) } };
    } catch {
      // Nothing has gone to Telegram yet.
      const why = 'the picture cannot be fetched now';
      return { ok: false, outcome: { kind: 'deferred', minDelayMs: 5_000, why } };
    }
  }
}

function refusalOf({ status, headers }: Response): SendOutcome | null {
  if (status >= 500) {
    return { kind: 'deferred', minDelayMs: 30_000, why: `the picture's host answered ${status}` };
  }
  if (status !== 200) return { kind: 'rejected', why: `the picture's host answered ${status}` };
  const type = headers.get('content-type') ?? '';
  if (!/^image\//i.test(type)) return { kind: 'rejected', why: 'the picture is no picture' };
  const length = Number(headers.get('content-length') ?? 0);
  return length > mostBytes ? { kind: 'rejected', why: 'the picture is larger than 10 MB' } : null;
}

function rejected(what: string): PhotoInput {
  return { ok: false, outcome: { kind: 'rejected', why: `the picture ${what}` } };
}

// Counted as it comes: a host need not say how much it sends.
async function bytesOf(answer: Response): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > mostBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function filenameOf(url: string): string {
  const name = new URL(url).pathname.split('/').at(-1) ?? '';
  return /^[\w.-]{1,64}$/.test(name) ? name : 'photo.jpg';
}

function isPublicHost(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (ipaddr.isValid(bare)) return ipaddr.process(bare).range() === 'unicast';
  return bare.includes('.') && !/\.(local|localhost|internal|lan|home\.arpa)$/i.test(bare);
}
