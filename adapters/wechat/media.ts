import { createHash } from 'node:crypto';
import type { AdapterDeps } from '../../src/ports/channel.js';
import type { WechatApi } from './api.js';
import { beforeAbort } from './before-abort.js';
import type { Fault } from './classify.js';
import { fetchPicture, formOf } from './picture.js';

/** temporary: for customer-service messages, three days; permanent: for mass sends, until somebody deletes it. */
export type MediaKind = 'temporary' | 'permanent';

export type MediaId =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly fault: Fault };

export interface MediaIds {
  /**
   * WeChat's id of the picture at `url`; uploaded where there is none, once over all workers.
   *
   * @param stale an id that the platform has just refused
   */
  get(
    kind: MediaKind,
    url: string,
    { signal, stale }: { readonly signal: AbortSignal; readonly stale?: string },
  ): Promise<MediaId>;
}

class UploadFailed extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super('the picture could not be given to WeChat');
    this.fault = fault;
  }
}

const dayMs = 86_400_000;
const uploadMs = 12_000;
const uploads = {
  temporary: { path: 'media/upload?type=image', keepMs: 3 * dayMs - 3_600_000 },
  permanent: { path: 'material/add_material?type=image', keepMs: 90 * dayMs },
} as const;

export function mediaIds(
  name: string,
  api: WechatApi,
  { tokens, fetch, now }: AdapterDeps,
): MediaIds {
  const upload = async (kind: MediaKind, url: string) => {
    const signal = AbortSignal.timeout(uploadMs);
    const picture = await fetchPicture(fetch, url, signal);
    if (!picture.ok) throw new UploadFailed(picture.fault);
    const { path, keepMs } = uploads[kind];
    const called = await api.call(path, { form: formOf(picture) }, signal);
    if (!called.ok) throw new UploadFailed(called.fault);
    const id = called.answer['media_id'];
    if (typeof id !== 'string') {
      throw new UploadFailed({ kind: 'perhaps', why: 'the answer held no media_id' });
    }
    return { value: id, expiresAt: now() + keepMs };
  };
  return {
    async get(kind, url, { signal, stale }) {
      const hash = createHash('sha256').update(url).digest('base64url').slice(0, 32);
      try {
        const id = tokens.get(`wechat:${name}:${kind}:${hash}`, () => upload(kind, url), stale);
        return { ok: true, id: await beforeAbort(id, signal) };
      } catch (error) {
        if (error instanceof UploadFailed) return { ok: false, fault: error.fault };
        if (!signal.aborted) throw error;
        return { ok: false, fault: { kind: 'not-sent', why: 'the picture took too long' } };
      }
    },
  };
}
