import { schedule } from 'node-cron';
import type { Logger } from '../ports/logger.js';
import type { Scheduler } from '../ports/scheduler.js';

/** node-cron. A failure is logged and the next minute tries again. */
export function cronScheduler(log: Logger): Scheduler {
  return {
    everyMinute(name, work) {
      let underway: Promise<void> = Promise.resolve();
      const run = async () => {
        try {
          await work();
        } catch (error) {
          log.error('schedule.failed', { name, error: (error as Error).message });
        }
      };
      const task = schedule(
        '* * * * *',
        () => {
          underway = run();
          return underway;
        },
        { name, noOverlap: true, timezone: 'UTC', suppressMissedWarning: true },
      );
      return {
        async stop() {
          await task.destroy();
          await underway;
        },
      };
    },
  };
}
