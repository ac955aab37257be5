/**
 * The parts of multipart/form-data (RFC 7578), read as leniently as servers do: clients differ in spaces and case, and
 * Node's own reader refuses some of what they send.
 *
 * @returns texts, and files as blobs, by name
 */
export function readMultipart(body: Buffer, contentType: string): Record<string, string | Blob> {
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) throw new Error('multipart without a boundary');
  const fields: Record<string, string | Blob> = {};
  for (const part of partsOf(body, Buffer.from(`--${boundary}`))) {
    const headEnd = part.indexOf('\r\n\r\n');
    const head = part.subarray(0, headEnd).toString('utf8');
    const content = part.subarray(headEnd + 4);
    const name = /(?:^|[;\s])name="([^"]*)"/i.exec(head)?.[1];
    if (name === undefined) continue;
    const isFile = /filename=/i.test(head);
    fields[name] = isFile ? new Blob([new Uint8Array(content)]) : content.toString('utf8');
  }
  return fields;
}

function partsOf(body: Buffer, mark: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  let from = body.indexOf(mark);
  while (from >= 0) {
    const to = body.indexOf(mark, from + mark.length);
    if (to < 0) break;
    // Each part stands between line ends of its own.
    parts.push(body.subarray(from + mark.length + 2, to - 2));
    from = to;
  }
  return parts;
}
