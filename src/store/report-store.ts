import { sqltag as sql } from '@prisma/client/runtime/client';
import { interactionKindCode } from '../domain/behaviour/interaction-kind.js';
import type { StarCount } from '../domain/report/satisfaction.js';
import type {
  CouponFigures,
  CustomerInRun,
  DeliveryFigures,
  EngagementFigures,
  ReportStore,
  RunFigures,
} from '../ports/report-store.js';
import type { Database } from './database.js';
import { postFigures } from './post-figures.js';
import { armFigures, convertsByDay } from './report-arms.js';

const weekMs = 7 * 86_400_000;

export function reportStore(database: Database): ReportStore {
  return {
    runs: (campaignId) =>
      database.query<RunFigures>(sql`
        SELECT id AS "runId", state, state_reason AS "stateReason", scheduled_for AS "scheduledFor", audience_count AS audience
        FROM run WHERE campaign_id = ${campaignId} ORDER BY scheduled_for, id`),
    deliveries: (campaignId) =>
      database.query<DeliveryFigures>(sql`
        SELECT d.channel_account AS "channelAccount", d.state, d.state_reason AS reason, count(*) AS deliveries
        FROM delivery d JOIN run r ON r.id = d.run_id
        WHERE r.campaign_id = ${campaignId} AND d.purpose IN ('campaign', 'post')
        GROUP BY d.channel_account, d.state, d.state_reason ORDER BY deliveries DESC, d.state`),
    leftOut: (campaignId) =>
      database.query<{ reason: string; people: number }>(sql`
        SELECT x.reason, count(DISTINCT x.customer_id) AS people
        FROM decision x JOIN run r ON r.id = x.run_id
        WHERE r.campaign_id = ${campaignId} GROUP BY x.reason ORDER BY people DESC, x.reason`),
    engagement: (campaignId) => engagement(database, campaignId),
    coupons: (campaignId) => coupons(database, campaignId),
    ratings: (campaignId) => ratings(database, campaignId),
    arms: (campaignId, goal, asOf) => armFigures(database, campaignId, goal, asOf),
    convertsByDay: (campaignId, goal) => convertsByDay(database, campaignId, goal),
    clickedProducts: (campaignId, limit) =>
      database.query<{ sku: string; name: string; people: number }>(sql`
        SELECT p.sku, p.name, count(DISTINCT i.customer_id) AS people
        FROM interaction i JOIN delivery d ON d.id = i.delivery_id JOIN run r ON r.id = d.run_id
        JOIN product p ON p.id = i.product_id
        WHERE r.campaign_id = ${campaignId} AND i.kind = ${interactionKindCode.click} AND d.purpose = 'campaign'
        GROUP BY p.id, p.sku, p.name ORDER BY people DESC, p.sku LIMIT ${limit}`),
    posts: (campaignId) => postFigures(database, campaignId),
    historyOf: (campaignId, customerId) => historyOf(database, campaignId, customerId),
  };
}

async function engagement(database: Database, campaignId: string): Promise<EngagementFigures> {
  const [people] = await database.query<
    Omit<EngagementFigures, 'humanClicks' | 'machineClicks'>
  >(sql`
    WITH sent AS (
      SELECT d.id, d.customer_id, d.sent_at FROM delivery d JOIN run r ON r.id = d.run_id
      WHERE r.campaign_id = ${campaignId} AND d.purpose = 'campaign')
    SELECT
      (SELECT count(DISTINCT i.customer_id) FROM sent JOIN interaction i ON i.delivery_id = sent.id
        WHERE i.kind = ${interactionKindCode.click}) AS "clickedPeople",
      (SELECT count(DISTINCT i.customer_id) FROM sent JOIN interaction i ON i.delivery_id = sent.id
        WHERE i.kind IN (${interactionKindCode.reply}, ${interactionKindCode.rate})) AS "repliedPeople",
      (SELECT count(DISTINCT c.customer_id) FROM coupon c JOIN run r ON r.id = c.run_id
        JOIN redemption x ON x.coupon_id = c.id AND x.reversed_at IS NULL
        WHERE r.campaign_id = ${campaignId}) AS "redeemedPeople",
      (SELECT count(DISTINCT i.customer_id) FROM sent JOIN interaction i ON i.customer_id = sent.customer_id
        AND i.kind IN (${interactionKindCode.blocked}, ${interactionKindCode.unsubscribed})
        AND i.occurred_at >= sent.sent_at AND i.occurred_at < sent.sent_at + ${weekMs}) AS "leftPeople"`);
  const [clicks] = await database.query<{ human: number | null; machine: number | null }>(sql`
    SELECT sum(CASE WHEN c.actor = 'human' THEN 1 ELSE 0 END) AS human,
           sum(CASE WHEN c.actor = 'machine' THEN 1 ELSE 0 END) AS machine
    FROM click c JOIN tracked_link l ON l.id = c.link_id JOIN delivery d ON d.id = l.delivery_id
    JOIN run r ON r.id = d.run_id
    WHERE r.campaign_id = ${campaignId} AND d.purpose IN ('campaign', 'post')`);
  const none = { clickedPeople: 0, repliedPeople: 0, redeemedPeople: 0, leftPeople: 0 };
  return {
    ...(people ?? none),
    humanClicks: clicks?.human ?? 0,
    machineClicks: clicks?.machine ?? 0,
  };
}

async function coupons(database: Database, campaignId: string): Promise<CouponFigures> {
  const [found] = await database.query<CouponFigures>(sql`
    SELECT count(DISTINCT c.id) AS issued, count(x.id) AS redeemed, COALESCE(sum(x.discount_minor), 0) AS "discountMinor"
    FROM coupon c JOIN run r ON r.id = c.run_id
    LEFT JOIN redemption x ON x.coupon_id = c.id AND x.reversed_at IS NULL
    WHERE r.campaign_id = ${campaignId}`);
  return found ?? { issued: 0, redeemed: 0, discountMinor: 0 };
}

// A rating carries the delivery that brought the coupon, and in its context which redemption it is about.
function ratings(database: Database, campaignId: string): Promise<StarCount[]> {
  return database.query<StarCount>(sql`
    SELECT last.rating AS stars, count(*) AS ratings FROM (
      SELECT i.rating, row_number() OVER (PARTITION BY d.id, i.context ORDER BY i.occurred_at DESC, i.id DESC) AS nth
      FROM run r JOIN delivery d ON d.run_id = r.id AND d.purpose = 'campaign'
      JOIN interaction i ON i.delivery_id = d.id
      WHERE r.campaign_id = ${campaignId} AND i.kind = ${interactionKindCode.rate} AND i.rating IS NOT NULL) last
    WHERE last.nth = 1 GROUP BY last.rating ORDER BY last.rating`);
}

function historyOf(
  database: Database,
  campaignId: string,
  customerId: number,
): Promise<CustomerInRun[]> {
  return database.query<CustomerInRun>(sql`
    WITH person AS (
      SELECT id FROM customer WHERE id = ${customerId} OR canonical_customer_id = ${customerId})
    SELECT r.id AS "runId", r.scheduled_for AS "scheduledFor", e.arm,
      r.state AS "runState", r.state_reason AS "runReason",
      x.reason AS "decisionReason", x.detail AS "decisionDetail",
      d.state AS "deliveryState", d.state_reason AS "deliveryReason",
      d.channel_account AS "channelAccount", d.sent_at AS "sentAt"
    FROM run r
    LEFT JOIN exposure e ON e.run_id = r.id AND e.customer_id IN (SELECT id FROM person)
    LEFT JOIN decision x ON x.run_id = r.id AND x.customer_id IN (SELECT id FROM person)
    LEFT JOIN delivery d ON d.run_id = r.id AND d.purpose = 'campaign' AND d.customer_id IN (SELECT id FROM person)
    WHERE r.campaign_id = ${campaignId} ORDER BY r.scheduled_for, r.id`);
}
