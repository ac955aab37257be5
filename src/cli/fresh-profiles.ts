import type { App } from '../app.js';
import { freshenProfiles } from '../services/refresh-profiles.js';
import { type Progress, progress } from './output.js';

/** Brings profiles up to date if something happened since; says so only then. */
export async function freshProfiles(app: App, asOf: number): Promise<void> {
  let line: Progress | null = null;
  const onProgress = (done: number, total: number) => {
    line ??= progress('Bringing customer profiles up to date', total);
    line.update(done);
  };
  const refreshed = await freshenProfiles(app, asOf, { onProgress });
  const drawn = line as Progress | null;
  if (refreshed !== null) drawn?.end(`${refreshed.customers.toLocaleString('en')} customers`);
}
