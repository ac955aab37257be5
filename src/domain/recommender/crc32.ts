const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  }
  return remainder;
});

/** CRC-32 as in zip and PNG (ISO 3309): finds damage, not malice. */
export function crc32(bytes: Uint8Array): number {
  let remainder = -1;
  for (const byte of bytes) {
    remainder = (remainder >>> 8) ^ (table[(remainder ^ byte) & 255] as number);
  }
  return (remainder ^ -1) >>> 0;
}
