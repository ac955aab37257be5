import { decisionText } from '../domain/campaign/decision-reason.js';
import type { RunTally } from '../ports/run-store.js';
import { table } from './output.js';
import { clockText } from './plan-text.js';

/** Runs, newest first. */
export function runsText(runs: readonly RunTally[], timezone: string): string {
  if (runs.length === 0) return 'No runs yet.\n  → hawker send CAMPAIGN --now';
  const rows = runs.map((run) => [
    String(run.id),
    run.campaignId,
    clockText(run.scheduledFor, timezone),
    run.state,
    run.audienceCount,
    total(run.deliveries),
    run.deliveries['sent'] ?? 0,
    (run.deliveries['failed'] ?? 0) + (run.deliveries['unknown'] ?? 0),
    total(run.decisions),
  ]);
  const header = ['run', 'campaign', 'for', 'state', 'audience', 'messages', 'sent'];
  return table([...header, 'failed or unknown', 'left out'], rows);
}

/** How far an open run's messages are, as a bar; nothing for a run that has ended. */
export function progressLine(run: RunTally): string[] {
  const { id, campaignId, state, stateReason, deliveries } = run;
  const all = total(deliveries);
  if (!['planning', 'running', 'paused'].includes(state) || all === 0) return [];
  const open = ['planned', 'claimed', 'sending'].reduce(
    (sum, each) => sum + (deliveries[each] ?? 0),
    0,
  );
  const filled = Math.floor(((all - open) / all) * 30);
  const bar = '█'.repeat(filled) + '░'.repeat(30 - filled);
  const why = stateReason === null ? '' : ` (${stateReason})`;
  const paused = state === 'paused' ? `  paused${why}: hawker resume ${campaignId}` : '';
  return ['', `run ${id}  ${bar}  ${number(all - open)} of ${number(all)}${paused}`];
}

/** Why runs are in the state they are in, where there is something to say, and how paused ones go on. */
export function reasonLines(runs: readonly RunTally[]): string[] {
  return runs.flatMap(({ id, campaignId, state, stateReason }) => {
    const isPaused = state === 'paused';
    if (!isPaused && stateReason === null) return [];
    const line = `run ${id} of ${campaignId}, ${state}: ${stateReason ?? 'by hand'}`;
    return isPaused ? ['', line, `  → hawker resume ${id}, or hawker cancel ${id}`] : ['', line];
  });
}

/** What became of one run's audience. */
export function runText(run: RunTally, timezone: string): string {
  const reasons = Object.entries(run.decisions).sort((a, b) => b[1] - a[1]);
  const lines = [
    `Run ${run.id} of ${run.campaignId}, ${clockText(run.scheduledFor, timezone)}: ${run.state}`,
    run.audienceCount === 0 && total(run.deliveries) === 1
      ? '  one public post'
      : `  ${number(run.audienceCount)} in the audience, ${number(total(run.deliveries))} messages`,
    ...reasons.map(([reason, people]) => `  − ${number(people)}  ${decisionText(reason)}`),
  ];
  const next =
    total(run.deliveries) === 0
      ? '→ hawker links export: links that open a chat, for everyone who has none'
      : '→ a running `hawker serve` sends them, in quiet hours not before their end; hawker runs shows how far it is';
  return [...lines, next].join('\n');
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function number(count: number): string {
  return count.toLocaleString('en');
}
