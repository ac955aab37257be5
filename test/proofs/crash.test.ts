import { afterAll, expect, it } from 'vitest';
import type { Quota } from '../../src/ports/channel.js';
import { type CrashTally, crashRun } from '../support/crash-run.js';
import { onEachDatabase } from '../support/databases.js';
import type { CrashPlan } from '../support/dispatch-process.js';
import { crashRuns } from '../support/servers.js';

const runs = crashRuns();
const count = 500;
const daily = [{ of: 'account', max: 100_000, per: 'day', timezone: 'UTC' }] as const;

onEachDatabase(`workers killed at every instrumented point, ${count} deliveries a run`, (test) => {
  const tallies: CrashTally[] = [];
  const run = (crashes: readonly CrashPlan[], quotas: readonly Quota[] = []) =>
    crashRun({ database: test.database(), databaseUrl: test.url(), count, crashes, quotas });
  let points: [point: string, passes: number][] = [];
  let limitedPoints: typeof points = [];

  it('passes the points before, inside and after each step when nobody is killed', async () => {
    const calm = await run([]);
    expect(calm).toMatchObject({ sent: count, doubles: 0, unaccounted: 0 });
    points = [...calm.points].sort();
    const limited = await run([], daily);
    expect(limited).toMatchObject({ sent: count, doubles: 0, unaccounted: 0 });
    limitedPoints = [...limited.points].sort();
    const names = points.map(([point]) => point);
    for (const step of ['deliveries.claim', 'deliveries.beginSending', 'deliveries.finish']) {
      expect(names).toContain(`${step} / before its commit`);
    }
    expect(limitedPoints.map(([point]) => point)).toContain(
      'deliveries.beginLimited / before its commit',
    );
    expect(names).toEqual(
      expect.arrayContaining(['account.send / before', 'account.send / after']),
    );
  });

  it(`sends nothing twice and loses nobody in ${runs} runs`, {
    timeout: runs * 60_000,
  }, async () => {
    for (let i = 0; i < runs; i++) {
      // Every fourth account has quotas, which an intent takes with it.
      const isLimited = i % 4 === 3;
      const passed = isLimited ? limitedPoints : points;
      const turn = isLimited ? Math.floor(i / 4) : i;
      tallies.push(await run(plansOf(passed, turn), isLimited ? daily : []));
    }
    expect(total(tallies, 'kills')).toBeGreaterThan(runs);
    expect(total(tallies, 'doubles')).toBe(0);
    expect(total(tallies, 'unaccounted')).toBe(0);
    expect(total(tallies, 'sent') + total(tallies, 'unknown')).toBe(runs * count);
  });

  afterAll(() => {
    process.stdout.write(
      `${line(test.name, new Set([...points, ...limitedPoints].map(([point]) => point)).size, tallies)}\n`,
    );
  });
});

/**
 * Three workers die in each run: at the point whose turn it is, over its whole range of passings, then twice at any
 * point early on, so that recovery itself is killed too.
 */
function plansOf(points: readonly (readonly [string, number])[], turn: number): CrashPlan[] {
  const [point, passes] = points[turn % points.length] ?? ['', 1];
  const any = () => points[Math.floor(Math.random() * points.length)]?.[0] ?? '';
  return [
    { point, nth: 1 + Math.floor(Math.random() * passes) },
    { point: any(), nth: 1 + Math.floor(Math.random() * 3) },
    { point: any(), nth: 1 + Math.floor(Math.random() * 40) },
  ];
}

type Count = 'kills' | 'doubles' | 'unaccounted' | 'sent' | 'unknown' | 'unknownArrived';

function total(tallies: readonly CrashTally[], what: Count): number {
  return tallies.reduce((sum, tally) => sum + tally[what], 0);
}

function line(database: string, points: number, tallies: readonly CrashTally[]): string {
  const of = (what: Count) => total(tallies, what);
  return (
    `crash ${database}: ${points} points, ${tallies.length} runs, ${of('kills')} kills, ${tallies.length * count} deliveries, ` +
    `${of('sent')} sent, ${of('unknown')} unknown (${of('unknownArrived')} of them arrived), ` +
    `${of('doubles')} doubles, ${of('unaccounted')} unaccounted`
  );
}
