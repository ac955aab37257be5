/** A web chat's address: 128 bits nobody guesses, because who knows it may be answered there. */
export function chatIdOf(random: Uint8Array): string {
  if (random.length !== 16) throw new RangeError(`a chat id takes 16 bytes, not ${random.length}`);
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function isChatId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}
