import type { SendOutcome } from '../../src/domain/message/send-outcome.js';

export type Picture =
  | { readonly ok: true; readonly content: Blob; readonly fileName: string }
  | { readonly ok: false; readonly outcome: SendOutcome };

const mostBytes = 5_000_000;

// What Weibo takes, told by its first bytes: a server's own word for it may be wrong.
const formats = [
  { type: 'image/jpeg', ending: 'jpg', head: [0xff, 0xd8, 0xff] },
  { type: 'image/png', ending: 'png', head: [0x89, 0x50, 0x4e, 0x47] },
  { type: 'image/gif', ending: 'gif', head: [0x47, 0x49, 0x46, 0x38] },
] as const;

/** Fetches a picture to be posted; whatever goes wrong, nothing was sent yet. */
export async function fetchPicture(
  fetch: typeof globalThis.fetch,
  url: string,
  signal: AbortSignal,
): Promise<Picture> {
  try {
    const response = await fetch(url, { signal });
    if (response.status >= 500) return later(`its server answers ${response.status}`);
    if (!response.ok) return refused(`its server answers ${response.status}`);
    const bytes = await bytesOf(response);
    if (bytes === null) return refused(`it has more than ${mostBytes / 1_000_000} MB`);
    const format = formats.find(({ head }) => head.every((byte, i) => bytes[i] === byte));
    if (format === undefined) return refused('it is no JPEG, PNG or GIF');
    const content = new Blob([new Uint8Array(bytes)], { type: format.type });
    return { ok: true, content, fileName: `picture.${format.ending}` };
  } catch {
    return later('its server does not answer');
  }
}

async function bytesOf(response: Response): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > mostBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function refused(why: string): Picture {
  return { ok: false, outcome: { kind: 'rejected', why: `the picture: ${why}` } };
}

function later(why: string): Picture {
  return {
    ok: false,
    outcome: { kind: 'deferred', minDelayMs: 15_000, why: `the picture: ${why}` },
  };
}
