// RFC 5321's lengths, and the letters that addresses are really made of; quoted local parts are nobody's.
const local = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const domain =
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.[a-z][a-z0-9-]*[a-z0-9]$/;

/** A mail address as it is kept: in small letters, its domain in ASCII. Null for what is none. */
export function mailAddressOf(text: string): string | null {
  const given = text.trim().toLowerCase();
  const at = given.lastIndexOf('@');
  const before = given.slice(0, at);
  const host = asciiHost(given.slice(at + 1));
  const isAddress = at > 0 && at <= 64 && given.length <= 254 && local.test(before);
  return isAddress && host !== null && domain.test(host) ? `${before}@${host}` : null;
}

function asciiHost(text: string): string | null {
  if (!/^[\p{L}\p{N}.-]+$/u.test(text) || !URL.canParse(`http://${text}`)) return null;
  return new URL(`http://${text}`).hostname;
}
