/** unset: nothing is known. local: the address of this machine or this network only. */
export type PublicUrlState = 'unset' | 'local' | 'public';

/** Whether customers elsewhere can open a link that begins with this. */
export function publicUrlState(publicUrl: string | null): PublicUrlState {
  if (publicUrl === null) return 'unset';
  const { hostname } = new URL(publicUrl);
  const isLocal =
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    /\.(local|localhost|internal|lan)$/.test(hostname) ||
    /^(127|10|0)\./.test(hostname) ||
    /^192\.168\./.test(hostname) ||
    /^169\.254\./.test(hostname) ||
    /^172\.(1[6-9]|2\d|3[01])\./.test(hostname);
  return isLocal ? 'local' : 'public';
}
