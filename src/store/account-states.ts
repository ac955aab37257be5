import { sqltag as sql } from '@prisma/client/runtime/client';
import type { AccountState, AccountStates } from '../ports/account-states.js';
import type { Database } from './database.js';
import { writePriority } from './writer.js';

export function accountStates(database: Database): AccountStates {
  const columns = sql`channel_account AS "channelAccount", paused_until AS "pausedUntil",
    pause_reason AS "pauseReason", probed_at AS "probedAt", probe`;
  const change = async (statement: ReturnType<typeof sql>) => {
    await database.writeSql(writePriority.normal, (tx) => tx.execute(statement));
  };
  return {
    list: () =>
      database.query<AccountState>(
        sql`SELECT ${columns} FROM account_state ORDER BY channel_account`,
      ),
    async find(channelAccount) {
      const [row] = await database.query<AccountState>(
        sql`SELECT ${columns} FROM account_state WHERE channel_account = ${channelAccount}`,
      );
      return row ?? null;
    },
    hold: (channelAccount, untilMs, reason) =>
      change(sql`
        INSERT INTO account_state (channel_account, paused_until, pause_reason)
        VALUES (${channelAccount}, ${untilMs}, ${reason})
        ON CONFLICT (channel_account) DO UPDATE
        SET paused_until = excluded.paused_until, pause_reason = excluded.pause_reason
        WHERE account_state.paused_until IS NULL OR account_state.paused_until < excluded.paused_until`),
    release: (channelAccount) =>
      change(sql`
        UPDATE account_state SET paused_until = NULL, pause_reason = NULL
        WHERE channel_account = ${channelAccount}`),
    probed: (channelAccount, at, result) =>
      change(sql`
        INSERT INTO account_state (channel_account, probed_at, probe)
        VALUES (${channelAccount}, ${at}, ${result})
        ON CONFLICT (channel_account) DO UPDATE SET probed_at = excluded.probed_at, probe = excluded.probe`),
  };
}
