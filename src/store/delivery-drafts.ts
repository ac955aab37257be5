import { sqltag as sql } from '@prisma/client/runtime/client';
import type { DeliveryDraft } from '../ports/outbox.js';
import type { Statements } from './database.js';
import { type JsonColumns, jsonRows } from './dialect.js';

const columns: JsonColumns = {
  purpose: 'text',
  run_id: 'int',
  dedupe_key: 'text',
  customer_id: 'int',
  identity_id: 'int',
  channel_account: 'text',
  place: 'text',
  locale: 'text',
  content: 'text',
  due_at: 'bigint',
  deadline_at: 'bigint',
};

/** As part of another transaction, such as the one that ends an inbound event. @returns how many were new */
export function insertDrafts(
  tx: Statements,
  drafts: readonly DeliveryDraft[],
  now: number,
): Promise<number> {
  if (drafts.length === 0) return Promise.resolve(0);
  return tx.execute(sql`
    INSERT INTO delivery (purpose, run_id, dedupe_key, customer_id, identity_id, channel_account, place, locale,
      content, due_at, deadline_at, created_at)
    SELECT r.purpose, r.run_id, r.dedupe_key, r.customer_id, r.identity_id, r.channel_account, r.place, r.locale,
      r.content, r.due_at, r.deadline_at, ${now}
    FROM ${jsonRows(tx.dialect, drafts.map(toRow), columns)} WHERE true ON CONFLICT (dedupe_key) DO NOTHING`);
}

function toRow(draft: DeliveryDraft): readonly unknown[] {
  return [
    draft.purpose,
    draft.runId ?? null,
    draft.dedupeKey,
    draft.customerId,
    draft.identityId,
    draft.channelAccount,
    draft.place ?? null,
    draft.content.locale,
    JSON.stringify(draft.content),
    draft.dueAt,
    draft.deadlineAt,
  ];
}
