import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { isDeadWorker, workerName } from '../../src/runtime/worker-name.js';

describe('worker names', () => {
  it('are never the same twice', () => expect(workerName()).not.toBe(workerName()));

  it('tell the dead of this machine from the living', () => {
    const self = workerName();
    const gone = spawnSync(process.execPath, ['-e', 'console.log(process.pid)'], {
      encoding: 'utf8',
    });
    expect(isDeadWorker(`${hostname()}:${gone.stdout.trim()}:x`, self)).toBe(true);
    expect(isDeadWorker(`${hostname()}:${process.ppid}:x`, self)).toBe(false);
    expect(isDeadWorker(self, self)).toBe(false);
  });

  it('know that another holder with this very process number is gone', () => {
    expect(isDeadWorker(`${hostname()}:${process.pid}:earlier`, workerName())).toBe(true);
  });

  it('say nothing about other machines', () => {
    expect(isDeadWorker('elsewhere:1:x', workerName())).toBe(false);
  });
});
