import { type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import type { Keyring } from '../ports/keyring.js';
import type {
  CaseRoute,
  MessageDraft,
  SupportCase,
  SupportMessage,
  SupportStore,
} from '../ports/support-store.js';
import { customerCard } from './customer-card.js';
import type { Database, Tx } from './database.js';
import { writePriority } from './writer.js';

export function supportStore(database: Database, keyring: Keyring): SupportStore {
  const write = <T>(work: (tx: Tx) => Promise<T>) => database.write(writePriority.reply, work);
  return {
    openCaseOf: async (identityId, exceptEventKey) =>
      (await cases(database, openIn(identityId, exceptEventKey), 1))[0] ?? null,
    open: (identityId, first) => write((tx) => open(tx, keyring, identityId, first)),
    case: async (id) => (await cases(database, sql`s.id = ${id}`, 1))[0] ?? null,
    openCases: (limit) => cases(database, sql`s.state = 'open'`, limit),
    latestCases: async (limit) =>
      (
        await cases(
          database,
          sql`s.id > (SELECT COALESCE(max(id), 0) FROM support_case) - ${limit}`,
          limit,
        )
      ).reverse(),
    assign: (id, assignee, by, at) => write((tx) => assign(tx, id, { assignee, by, at })),
    close: (id, by, at) => write((tx) => close(tx, id, by, at)),
    add: (caseId, draft) => write((tx) => add(tx, keyring, caseId, draft)),
    messages: (caseId, limit) => messages(database, keyring, caseId, limit),
    caseOfMessage: (account, place, ref) => caseOfMessage(database, account, place, ref),
    idleSince: (before, limit) =>
      cases(
        database,
        sql`s.state = 'open' AND s.opened_at < ${before} AND NOT EXISTS (
          SELECT 1 FROM support_message m WHERE m.case_id = s.id AND m.at >= ${before})`,
        limit,
      ),
    routeOf: ({ identityId }) => routeOf(database, identityId),
    card: (supportCase, topic, now) => customerCard(database, keyring, supportCase, { topic, now }),
  };
}

function openIn(identityId: number, exceptEventKey: string | null): Sql {
  const openedBy = sql`(SELECT m.event_key FROM support_message m WHERE m.case_id = s.id ORDER BY m.id LIMIT 1)`;
  return sql`s.identity_id = ${identityId} AND s.state = 'open'
    AND COALESCE(${openedBy}, '') <> ${exceptEventKey ?? ''}`;
}

function cases(tx: Pick<Tx, 'query'>, where: Sql, limit: number): Promise<SupportCase[]> {
  return tx.query<SupportCase>(sql`
    SELECT s.id, COALESCE(c.canonical_customer_id, s.customer_id) AS "customerId",
      s.identity_id AS "identityId", s.state, s.assignee, s.opened_at AS "openedAt",
      s.closed_at AS "closedAt", s.closed_by AS "closedBy"
    FROM support_case s LEFT JOIN customer c ON c.id = s.customer_id
    WHERE ${where} ORDER BY s.id LIMIT ${limit}`);
}

// Events of one chat come one after the other, so nobody else opens this chat's case meanwhile.
async function open(
  tx: Tx,
  keyring: Keyring,
  identityId: number,
  first: Omit<MessageDraft, 'dedupeKey'>,
): Promise<SupportCase> {
  const [known] = await cases(tx, sql`s.identity_id = ${identityId} AND s.state = 'open'`, 1);
  if (known !== undefined) return known;
  const { customerId } = await tx.models.channelIdentity.findUniqueOrThrow({
    where: { id: identityId },
    select: { customerId: true },
  });
  const { id } = await tx.models.supportCase.create({
    data: { customerId, identityId, openedAt: BigInt(first.at) },
    select: { id: true },
  });
  await add(tx, keyring, id, { ...first, dedupeKey: `case:${id}:${first.eventKey}` });
  await audit(tx, { actor: 'customer', action: 'case.opened', id, at: first.at });
  const [opened] = await cases(tx, sql`s.id = ${id}`, 1);
  if (opened === undefined) throw new Error(`case ${id} vanished while it was opened`);
  return opened;
}

interface Assignment {
  readonly assignee: string;
  readonly by: string;
  readonly at: number;
}

async function assign(tx: Tx, id: number, { assignee, by, at }: Assignment): Promise<boolean> {
  const changed = await tx.execute(sql`
    UPDATE support_case SET assignee = ${assignee} WHERE id = ${id} AND state = 'open'`);
  if (changed === 1)
    await audit(tx, {
      actor: `staff:${by}`,
      action: 'case.assigned',
      id,
      at,
      detail: { assignee },
    });
  return changed === 1;
}

async function close(tx: Tx, id: number, by: string, at: number): Promise<boolean> {
  const changed = await tx.execute(sql`
    UPDATE support_case SET state = 'closed', closed_at = ${at}, closed_by = ${by}
    WHERE id = ${id} AND state = 'open'`);
  if (changed === 1) await audit(tx, { actor: by, action: 'case.closed', id, at });
  return changed === 1;
}

async function add(
  tx: Tx,
  keyring: Keyring,
  caseId: number,
  draft: MessageDraft,
): Promise<boolean> {
  const { direction, eventKey, dedupeKey, text, author, at } = draft;
  const added = await tx.execute(sql`
    INSERT INTO support_message (case_id, direction, event_key, dedupe_key, text, author, at)
    VALUES (${caseId}, ${direction}, ${eventKey}, ${dedupeKey}, ${keyring.encrypt(text)}, ${author}, ${at})
    ON CONFLICT (event_key) DO NOTHING`);
  return added === 1;
}

async function messages(
  database: Database,
  keyring: Keyring,
  caseId: number,
  limit: number,
): Promise<SupportMessage[]> {
  const rows = await database.query<SupportMessage>(sql`
    SELECT direction, text, author, at FROM support_message WHERE case_id = ${caseId}
    ORDER BY id DESC LIMIT ${limit}`);
  return rows
    .reverse()
    .map((row) => ({ ...row, text: row.text === '' ? '' : keyring.decrypt(row.text) }));
}

// A platform's message number is unique within its chat only, so the chat is part of the question.
async function caseOfMessage(database: Database, account: string, place: string, ref: string) {
  const [row] = await database.query<{ caseId: number }>(sql`
    SELECT m.case_id AS "caseId" FROM delivery_attempt a
    JOIN delivery d ON d.id = a.delivery_id AND d.place = ${place}
    JOIN support_message m ON m.dedupe_key = d.dedupe_key
    WHERE a.channel_account = ${account} AND a.platform_ref = ${ref}
    ORDER BY a.id DESC LIMIT 1`);
  return row?.caseId ?? null;
}

async function routeOf(database: Database, identityId: number): Promise<CaseRoute | null> {
  const [row] = await database.query<CaseRoute>(sql`
    SELECT COALESCE(c.canonical_customer_id, c.id) AS "customerId", i.id AS "identityId",
      i.channel_account AS "channelAccount", i.state = 'active' AS "isReachable",
      COALESCE(c.locale, i.locale) AS locale
    FROM channel_identity i JOIN customer c ON c.id = i.customer_id WHERE i.id = ${identityId}`);
  return row === undefined ? null : { ...row, isReachable: Boolean(row.isReachable) };
}

interface Noted {
  readonly actor: string;
  readonly action: string;
  readonly id: number;
  readonly at: number;
  readonly detail?: object;
}

async function audit(tx: Tx, { actor, action, id, at, detail }: Noted): Promise<void> {
  await tx.models.auditEvent.create({
    data: {
      actor,
      action,
      subject: `case:${id}`,
      detail: detail === undefined ? null : JSON.stringify(detail),
      at: BigInt(at),
    },
  });
}
