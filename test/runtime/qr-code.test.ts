import { expect, it } from 'vitest';
import { qrCode } from '../../src/runtime/qr-code.js';

// Of a version 1 code: 21 modules a side and four of quiet zone around.
it('is as large as the standard says for a short text', async () => {
  expect(await qrCode.svg('HELLO')).toContain('viewBox="0 0 29 29"');
});

it('has the three finder patterns where the standard puts them', async () => {
  const dark = darkModules(await qrCode.svg('https://t.me/corner_bot?start=AAA'));
  const side = Math.sqrt(dark.length);
  const ring = (x: number, y: number) =>
    [0, 1, 2, 3, 4, 5, 6].flatMap((i) => [
      dark[y * side + x + i],
      dark[(y + 6) * side + x + i],
      dark[(y + i) * side + x],
      dark[(y + i) * side + x + 6],
    ]);
  for (const [x, y] of [
    [4, 4],
    [side - 11, 4],
    [4, side - 11],
  ] as const)
    expect(ring(x, y).every(Boolean)).toBe(true);
  // The fourth corner has none: a lopsided picture, so that a camera knows what is up.
  expect(ring(side - 11, side - 11).every(Boolean)).toBe(false);
});

it('differs for each text and is the same for the same', async () => {
  expect(await qrCode.svg('a')).toBe(await qrCode.svg('a'));
  expect(await qrCode.svg('a')).not.toBe(await qrCode.svg('b'));
});

/** The strokes of the picture as modules, row by row, quiet zone included. */
function darkModules(svg: string): boolean[] {
  const side = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
  const dark = new Array<boolean>(side * side).fill(false);
  const path = /stroke="#000000" d="([^"]+)"/.exec(svg)?.[1] ?? '';
  let [x, y] = [0, 0];
  for (const [, command, a, b] of path.matchAll(/([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?/g)) {
    if (command === 'M') [x, y] = [Number(a), Number(b)];
    if (command === 'm') [x, y] = [x + Number(a), y + Number(b)];
    if (command !== 'h') continue;
    dark.fill(true, Math.floor(y) * side + x, Math.floor(y) * side + x + Number(a));
    x += Number(a);
  }
  return dark;
}
