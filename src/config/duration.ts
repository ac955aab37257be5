import { z } from 'zod';

const unitMs: Readonly<Record<string, number>> = {
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
};

const notADuration = 'is not a duration (say 2d, 36h or 90m)';

/** `2d`, `36h`, `1h30m` → milliseconds; a day is 24 hours. Null if the text is no duration, or zero. */
function parseDuration(text: string): number | null {
  if (!/^(\d{1,6}[wdhms])+$/.test(text)) return null;
  let totalMs = 0;
  let sizeBefore = Number.POSITIVE_INFINITY;
  for (const [, count = '', unit = ''] of text.matchAll(/(\d+)([wdhms])/g)) {
    const sizeMs = unitMs[unit] ?? 0;
    // Big units first and each once: "30m2h" and "1d1d" are slips of the pen.
    if (sizeMs >= sizeBefore) return null;
    sizeBefore = sizeMs;
    totalMs += Number(count) * sizeMs;
  }
  return totalMs > 0 ? totalMs : null;
}

/** A duration of a file, in milliseconds. */
export const duration = z.string({ error: notADuration }).transform((text, context) => {
  const durationMs = parseDuration(text);
  if (durationMs !== null) return durationMs;
  context.addIssue({ code: 'custom', message: notADuration });
  return z.NEVER;
});
