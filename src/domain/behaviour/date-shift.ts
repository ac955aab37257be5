const weekMs = 7 * 86_400_000;

/**
 * Moves an instant of old data so that the data ends as late as possible, but not after `newEnd`. Every instant
 * moves by the same whole number of weeks: weekdays, hours and distances stay, and the end lies within the
 * last seven days.
 *
 * @param dataEnd the latest instant of the data
 */
export function shiftToEndAt(occurredAt: number, dataEnd: number, newEnd: number): number {
  return occurredAt + Math.floor((newEnd - dataEnd) / weekMs) * weekMs;
}
