import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

/** Names this process among all that ever ran: `host:pid:uuid`. */
export function workerName(): string {
  return `${hostname()}:${process.pid}:${randomUUID()}`;
}

/**
 * Whether a worker of this machine is known to be gone, so that what it held need not wait for its lease.
 *
 * @returns false for a worker of another machine: nobody can tell from here
 */
export function isDeadWorker(worker: string, self: string): boolean {
  if (worker === self) return false;
  const [host, pid] = worker.split(':');
  if (host !== hostname() || pid === undefined) return false;
  // A container's first process has the same number after a restart.
  if (Number(pid) === process.pid && self.startsWith(`${host}:${pid}:`)) return true;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
