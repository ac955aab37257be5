import { sqltag as sql } from '@prisma/client/runtime/client';
import type { AccountDeliveries, AccountFigures, QuotaPeriod } from '../ports/account-figures.js';
import type { Database } from './database.js';
import { jsonRows } from './dialect.js';

/** Nothing that was due longer ago is sent today; so the index by due time bounds what is looked at. */
const longestWaitMs = 31 * 86_400_000;

export function accountFigures(database: Database): AccountFigures {
  return {
    deliveries: (dayStart) => deliveriesOf(database, dayStart),
    quotaUse: (periods) => quotaUse(database, periods),
  };
}

function deliveriesOf(database: Database, dayStart: number): Promise<AccountDeliveries[]> {
  return database.query<AccountDeliveries>(sql`
    SELECT channel_account AS "channelAccount",
      sum(CASE WHEN state IN ('planned', 'claimed', 'sending') THEN 1 ELSE 0 END) AS waiting,
      sum(CASE WHEN state = 'sent' AND sent_at >= ${dayStart} THEN 1 ELSE 0 END) AS "sentToday",
      sum(CASE WHEN state = 'failed' AND due_at >= ${dayStart} THEN 1 ELSE 0 END) AS "failedToday",
      sum(CASE WHEN state = 'unknown' AND due_at >= ${dayStart} THEN 1 ELSE 0 END) AS "unknownToday"
    FROM delivery
    WHERE state IN ('planned', 'claimed', 'sending')
      OR (state IN ('sent', 'failed', 'unknown') AND due_at >= ${dayStart - longestWaitMs})
    GROUP BY channel_account ORDER BY channel_account`);
}

async function quotaUse(database: Database, periods: readonly QuotaPeriod[]): Promise<number[]> {
  if (periods.length === 0) return [];
  const rows = periods.map(({ channelAccount, quota, periodStart }, position) => [
    position,
    channelAccount,
    quota,
    periodStart,
  ]);
  const columns = { position: 'int', account: 'text', quota: 'text', start: 'bigint' } as const;
  const found = await database.query<{ used: number }>(sql`
    SELECT COALESCE(q.used, 0) AS used
    FROM ${jsonRows(database.dialect, rows, columns)}
    LEFT JOIN quota_use q ON q.channel_account = r.account AND q.quota = r.quota
      AND q.period_start = r.start
    ORDER BY r.position`);
  return found.map(({ used }) => used);
}
