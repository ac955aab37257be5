import type { App } from '../app.js';
import { holdText } from '../services/instance-guard.js';

/** Says that campaigns are held back, if they are; beside the output, so that a machine can still read that. */
export async function warnOfHold(app: Pick<App, 'instances'>): Promise<void> {
  const hold = await holdText(app);
  if (hold !== null) process.stderr.write(`Campaigns are held: ${hold}\n`);
}
