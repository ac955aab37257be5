const prefix = 'g';

/**
 * What a chat is opened with to see a group: 23 characters of `[A-Za-z0-9_-]`, which every platform's start payload
 * takes. The group's id is guessed by nobody, so nothing needs to be signed.
 *
 * @param groupBuyId a UUID
 */
export function groupPayload(groupBuyId: string): string {
  const bytes = Buffer.from(groupBuyId.replaceAll('-', ''), 'hex');
  return `${prefix}${bytes.toString('base64url')}`;
}

/** Null if the payload is for something else. */
export function groupOfPayload(payload: string): string | null {
  const [, encoded] = /^g([A-Za-z0-9_-]{22})$/.exec(payload) ?? [];
  if (encoded === undefined) return null;
  const hex = Buffer.from(encoded, 'base64url').toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
