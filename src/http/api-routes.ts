import type { Hono } from 'hono';
import type { FollowLinkDeps } from '../services/follow-link.js';
import { type GroupBuyRouteDeps, groupBuyRoutes } from './group-buy-routes.js';
import { type IngestDeps, ingestRoutes } from './ingest-routes.js';
import { linkRoutes } from './link-routes.js';
import { type PickRouteDeps, pickRoutes } from './pick-routes.js';
import { type PointsRouteDeps, pointsRoutes } from './points-routes.js';
import { type PromotionRouteDeps, promotionRoutes } from './promotion-routes.js';

type ApiDeps = FollowLinkDeps &
  IngestDeps &
  PromotionRouteDeps &
  PointsRouteDeps &
  PickRouteDeps &
  GroupBuyRouteDeps;

/** What machines call: short links, `/v1`. */
export function apiRoutes(deps: ApiDeps): Hono[] {
  return [
    linkRoutes(deps),
    ingestRoutes(deps),
    promotionRoutes(deps),
    pointsRoutes(deps),
    pickRoutes(deps),
    groupBuyRoutes(deps),
  ];
}
