import type { Fault } from './classify.js';

export interface Picture {
  readonly ok: true;
  readonly bytes: Uint8Array;
  readonly type: 'png' | 'jpeg' | 'gif';
}

// WeChat takes PNG, JPEG and GIF of at most 10 MB.
const maxBytes = 10 * 1024 * 1024;
const beginnings: readonly { readonly type: Picture['type']; readonly bytes: readonly number[] }[] =
  [
    { type: 'png', bytes: [0x89, 0x50, 0x4e, 0x47] },
    { type: 'jpeg', bytes: [0xff, 0xd8, 0xff] },
    { type: 'gif', bytes: [0x47, 0x49, 0x46, 0x38] },
  ];

/** The shop's picture, as WeChat would take it; what the file says of itself decides, not the server's header. */
export async function fetchPicture(
  fetch: typeof globalThis.fetch,
  url: string,
  signal: AbortSignal,
): Promise<Picture | { readonly ok: false; readonly fault: Fault }> {
  try {
    const response = await fetch(url, { signal });
    if (response.status >= 500) return later(`the picture's server answered ${response.status}`);
    if (!response.ok) return wrong(`the picture's server answered ${response.status}`);
    const bytes = await bytesOf(response);
    if (bytes === null) return wrong('the picture is larger than 10 MB');
    const found = beginnings.find((each) => each.bytes.every((byte, at) => bytes[at] === byte));
    if (found === undefined) return wrong('the picture is neither PNG, JPEG nor GIF');
    return { ok: true, bytes, type: found.type };
  } catch {
    return later("the picture's server cannot be reached");
  }
}

export function formOf({ bytes, type }: Picture): FormData {
  const form = new FormData();
  const name = `picture.${type === 'jpeg' ? 'jpg' : type}`;
  form.set('media', new File([Buffer.from(bytes)], name, { type: `image/${type}` }));
  return form;
}

async function bytesOf(response: Response): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function wrong(why: string) {
  return { ok: false, fault: { kind: 'content', why } } as const;
}

function later(why: string) {
  return { ok: false, fault: { kind: 'not-sent', why } } as const;
}
