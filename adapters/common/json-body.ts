/** A call's body; undefined where it is no JSON in UTF-8. How large it may be, each platform decides before. */
export function jsonBody(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
