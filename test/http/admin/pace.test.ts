import { expect, it } from 'vitest';
import { runPaces } from '../../../src/http/admin/pace.js';
import { commandsFor } from '../../../src/http/admin/run-view.js';
import type { RunStatus } from '../../../src/ports/run-status.js';
import { sampleRun } from '../support/parts.js';

const run = (sent: number, planned: number, more: Partial<RunStatus> = {}): RunStatus => ({
  ...sampleRun,
  deliveries: { sent, planned, failed: 2 },
  ...more,
});

it('knows nothing from one look', () => {
  expect(runPaces()(run(10, 90), 0)).toEqual({ perSecond: null, etaMs: null });
});

it('counts what was settled between looks, and how long the rest takes at that pace', () => {
  const paceOf = runPaces();
  paceOf(run(10, 90), 0);
  // 40 more in 2 s is 20/s; 50 to go take 2.5 s.
  expect(paceOf(run(50, 50), 2_000)).toEqual({ perSecond: 20, etaMs: 2_500 });
});

it('forgets looks older than 15 s, so that a pause shows', () => {
  const paceOf = runPaces();
  paceOf(run(10, 90), 0);
  paceOf(run(50, 50), 2_000);
  paceOf(run(50, 50), 16_000);
  expect(paceOf(run(50, 50), 18_000)).toEqual({ perSecond: 0, etaMs: null });
});

it('keeps two runs apart, and says nothing of one that is over', () => {
  const paceOf = runPaces();
  paceOf(run(0, 100), 0);
  paceOf(run(0, 100, { id: 42 }), 0);
  paceOf(run(90, 10), 1_000);
  expect(paceOf(run(10, 90, { id: 42 }), 1_000).perSecond).toBe(10);
  expect(paceOf(run(100, 0, { finishedAt: 5 }), 2_000)).toEqual({ perSecond: null, etaMs: null });
});

it.each([
  { state: 'planning', commands: ['cancel'] },
  { state: 'running', commands: ['pause', 'cancel'] },
  { state: 'paused', commands: ['resume', 'cancel'] },
  { state: 'done', commands: [] },
  { state: 'cancelled', commands: [] },
  { state: 'missed', commands: [] },
] as const)('a run that is $state can be told to $commands', ({ state, commands }) => {
  expect(commandsFor(state)).toEqual(commands);
});
