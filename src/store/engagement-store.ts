import { sqltag as sql } from '@prisma/client/runtime/client';
import type {
  EngagementDraft,
  EngagementStore,
  KeptEngagement,
} from '../ports/engagement-store.js';
import type { Keyring } from '../ports/keyring.js';
import { hashOf } from './chat-rows.js';
import type { Database } from './database.js';
import { writePriority } from './writer.js';

export function engagementStore(database: Database, keyring: Keyring): EngagementStore {
  return { keep: (draft) => keep(database, keyring, draft) };
}

async function keep(
  database: Database,
  keyring: Keyring,
  draft: EngagementDraft,
): Promise<KeptEngagement> {
  const { channelAccount, post, what, from, identityId, at } = draft;
  // The platform's name for a comment leads to who wrote it; its blind index is as unique.
  const key = hashOf(keyring, channelAccount, draft.key);
  const person = hashOf(keyring, channelAccount, from);
  return database.write(writePriority.reply, async (tx) => {
    const [own] = await tx.query<{ id: number }>(sql`
      SELECT d.id FROM delivery_attempt a JOIN delivery d ON d.id = a.delivery_id
      WHERE a.channel_account = ${channelAccount} AND a.platform_ref = ${post} AND d.purpose = 'post'
      ORDER BY a.id DESC LIMIT 1`);
    const deliveryId = own?.id ?? null;
    const added = await tx.execute(sql`
      INSERT INTO post_engagement (channel_account, key, delivery_id, platform_ref, kind, identity_id, at)
      VALUES (${channelAccount}, ${key}, ${deliveryId}, ${post}, ${what}, ${identityId}, ${at})
      ON CONFLICT (channel_account, key) DO NOTHING`);
    return { isNew: added === 1, deliveryId, person };
  });
}
