import { sqltag as sql } from '@prisma/client/runtime/client';
import type {
  AppliedCampaign,
  CampaignState,
  CampaignStore,
  CampaignVersion,
  ResolvedCampaign,
  VersionDraft,
} from '../ports/campaign-store.js';
import type { Database, Tx } from './database.js';
import { numbersIn } from './dialect.js';
import { writePriority } from './writer.js';

interface VersionRow {
  versionId: number;
  campaignId: string;
  hash: string;
  resolved: string;
  appliedAt: number;
  appliedBy: string;
}

const versionColumns = sql`v.id AS "versionId", v.campaign_id AS "campaignId", v.hash, v.resolved,
  v.applied_at AS "appliedAt", v.applied_by AS "appliedBy"`;

export function campaignStore(database: Database): CampaignStore {
  return {
    apply: (draft) => database.write(writePriority.normal, (tx) => apply(tx, draft)),
    end: (campaignIds, by, at) =>
      database.write(writePriority.normal, (tx) => end(tx, campaignIds, by, at)),
    async current(campaignId) {
      const rows = await currentRows(database);
      return rows.find((each) => each.campaignId === campaignId) ?? null;
    },
    all: () => currentRows(database),
    async versions(versionIds) {
      const rows = await database.query<VersionRow>(sql`
        SELECT ${versionColumns} FROM campaign_version v
        WHERE v.id IN ${numbersIn(database.dialect, versionIds)}`);
      return new Map(rows.map((row) => [row.versionId, versionOf(row)]));
    },
  };
}

async function apply(tx: Tx, draft: VersionDraft) {
  const campaignId = draft.resolved.campaign.id;
  const known = await tx.models.campaign.findUnique({ where: { id: campaignId } });
  const { id: versionId, number } = await saveVersion(tx, draft);
  if (known?.currentVersionId === versionId && known.state !== 'ended')
    return { versionId, number, change: 'none' as const };
  const at = BigInt(draft.at);
  await tx.models.campaign.upsert({
    where: { id: campaignId },
    create: { id: campaignId, currentVersionId: versionId, createdAt: at, updatedAt: at },
    update: { currentVersionId: versionId, state: stateAfter(known?.state), updatedAt: at },
  });
  await tx.models.auditEvent.create({
    data: {
      actor: draft.appliedBy,
      action: 'campaign.apply',
      subject: campaignId,
      detail: JSON.stringify({ versionId, hash: draft.hash, gitCommit: draft.gitCommit }),
      at,
    },
  });
  return { versionId, number, change: known === null ? ('new' as const) : ('changed' as const) };
}

function stateAfter(state: string | undefined): string {
  return state === undefined || state === 'ended' ? 'active' : state;
}

async function end(tx: Tx, campaignIds: readonly string[], actor: string, at: number) {
  const ended: string[] = [];
  for (const id of campaignIds) {
    const { count } = await tx.models.campaign.updateMany({
      where: { id, state: { not: 'ended' } },
      data: { state: 'ended', updatedAt: BigInt(at) },
    });
    if (count === 0) continue;
    ended.push(id);
    await tx.models.auditEvent.create({
      data: { actor, action: 'campaign.end', subject: id, at: BigInt(at) },
    });
  }
  return ended;
}

// Going back to an older text puts the old version in force again: its hash is its identity.
async function saveVersion(tx: Tx, draft: VersionDraft) {
  const campaignId = draft.resolved.campaign.id;
  const resolved = JSON.stringify(draft.resolved);
  await tx.execute(sql`
    INSERT INTO campaign_version (campaign_id, hash, resolved, git_commit, applied_by, applied_at)
    VALUES (${campaignId}, ${draft.hash}, ${resolved}, ${draft.gitCommit}, ${draft.appliedBy}, ${draft.at})
    ON CONFLICT (campaign_id, hash) DO NOTHING`);
  const [row] = await tx.query<{ id: number; number: number }>(sql`
    SELECT v.id, (SELECT count(*) FROM campaign_version o
      WHERE o.campaign_id = v.campaign_id AND o.id <= v.id) AS number
    FROM campaign_version v WHERE v.campaign_id = ${campaignId} AND v.hash = ${draft.hash}`);
  if (row === undefined) throw new Error(`version ${draft.hash} of ${campaignId} was not kept`);
  return row;
}

async function currentRows(database: Database): Promise<AppliedCampaign[]> {
  const rows = await database.query<
    VersionRow & { state: CampaignState; inForceSince: number }
  >(sql`
    SELECT c.state, c.updated_at AS "inForceSince", ${versionColumns} FROM campaign c
    JOIN campaign_version v ON v.id = c.current_version_id ORDER BY c.id`);
  return rows.map((row) => ({
    campaignId: row.campaignId,
    state: row.state,
    inForceSince: row.inForceSince,
    version: versionOf(row),
  }));
}

function versionOf({
  versionId,
  hash,
  appliedAt,
  appliedBy,
  resolved,
}: VersionRow): CampaignVersion {
  // Written by `apply` from the same type.
  return { ...(JSON.parse(resolved) as ResolvedCampaign), versionId, hash, appliedAt, appliedBy };
}
