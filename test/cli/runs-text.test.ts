import { describe, expect, it } from 'vitest';
import { progressLine, reasonLines, runsText } from '../../src/cli/runs-text.js';
import type { RunTally } from '../../src/ports/run-store.js';

function run(state: RunTally['state'], deliveries: Record<string, number>): RunTally {
  return {
    id: 7,
    campaignId: 'spring',
    versionId: 1,
    occurrenceKey: 'manual:x',
    state,
    stateReason: null,
    scheduledFor: Date.UTC(2026, 10, 21, 9),
    audienceCount: 40,
    plannedThroughCustomerId: 0,
    createdAt: 0,
    finishedAt: null,
    deliveries,
    decisions: { holdout: 10 },
  };
}

describe('progressLine', () => {
  it('shows the share of messages that are through, whatever became of them', () => {
    // 15 of 30: half of thirty squares
    const line = progressLine(
      run('running', { sent: 12, failed: 3, planned: 14, sending: 1 }),
    ).join('');
    expect(line).toBe(`run 7  ${'█'.repeat(15)}${'░'.repeat(15)}  15 of 30`);
  });

  it('says how a paused run goes on', () => {
    expect(progressLine(run('paused', { planned: 2 })).join('')).toContain(
      'paused: hawker resume spring',
    );
  });

  it('has nothing to show of a run that has ended, or has no messages', () => {
    expect(progressLine(run('done', { sent: 30 }))).toEqual([]);
    expect(progressLine(run('running', {}))).toEqual([]);
  });
});

describe('reasonLines', () => {
  it('says why a run was paused and how it goes on', () => {
    const braked = { ...run('paused', { planned: 2 }), stateReason: 'error brake: 8 of 36' };
    expect(reasonLines([run('done', { sent: 3 }), braked])).toEqual([
      '',
      'run 7 of spring, paused: error brake: 8 of 36',
      '  → hawker resume 7, or hawker cancel 7',
    ]);
  });

  it('says why a run was missed, which nothing takes up again', () => {
    const missed = { ...run('missed', {}), stateReason: 'nobody was there' };
    expect(reasonLines([missed])).toEqual(['', 'run 7 of spring, missed: nobody was there']);
  });
});

describe('runsText', () => {
  it('counts messages, sent ones, those that failed or are unknown, and who was left out', () => {
    const text = runsText([run('done', { sent: 27, failed: 2, unknown: 1 })], 'UTC');
    expect(text.split('\n').at(-1)).toMatch(/spring .* done +40 +30 +27 +3 +10$/);
  });

  it('says how to start the first one', () => {
    expect(runsText([], 'UTC')).toContain('hawker send CAMPAIGN --now');
  });
});
