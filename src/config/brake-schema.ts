import { z } from 'zod';
import type { BrakeBands } from '../domain/campaign/error-brake.js';

const notAPercentage = 'is not a percentage (say 10%)';

/** `10%` → 0.1 */
export const share = z
  .string({ error: notAPercentage })
  .regex(/^\d{1,2}(\.\d{1,2})?\s?%$/, notAPercentage)
  .transform((text) => Number.parseFloat(text) / 100);

/** The shares of a run's messages at which it pauses itself. */
export const brake = z
  .strictObject({
    blocked: share.optional().describe('people who shut us out; 5% unless given'),
    complained: share.optional().describe('who complained or left within a day; 0.3% unless given'),
    rejected: share.optional().describe('messages refused or undeliverable; 5% unless given'),
  })
  .describe('a run that loses more than this pauses itself');

/** Only those that the file gives. */
export function bandsOf(file: z.output<typeof brake>): Partial<BrakeBands> {
  return Object.fromEntries(Object.entries(file).filter(([, band]) => band !== undefined));
}
