import { sqltag as sql } from '@prisma/client/runtime/client';
import type { PostFigures } from '../domain/report/campaign-report.js';
import type { Database } from './database.js';

/** By the platform's name of the post, not by delivery: a like may be told before the post's own answer is written. */
export function postFigures(database: Database, campaignId: string): Promise<PostFigures[]> {
  return database.query<PostFigures>(sql`
    WITH post AS (
      SELECT DISTINCT d.id, d.channel_account, d.place, d.sent_at, a.platform_ref
      FROM delivery d JOIN run r ON r.id = d.run_id JOIN delivery_attempt a ON a.delivery_id = d.id
      WHERE r.campaign_id = ${campaignId} AND d.purpose = 'post' AND a.platform_ref IS NOT NULL)
    SELECT p.channel_account AS "channelAccount", COALESCE(p.place, '') AS place, p.sent_at AS "sentAt",
      count(CASE WHEN e.kind = 'comment' THEN 1 END) AS comments,
      count(CASE WHEN e.kind = 'repost' THEN 1 END) AS reposts,
      count(CASE WHEN e.kind = 'like' THEN 1 END) AS likes,
      count(e.identity_id) AS "byCustomers"
    FROM post p LEFT JOIN post_engagement e
      ON e.channel_account = p.channel_account AND e.platform_ref = p.platform_ref
    GROUP BY p.id, p.channel_account, p.place, p.sent_at ORDER BY p.sent_at, p.id`);
}
