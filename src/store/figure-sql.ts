import { join, raw, type Sql, sqltag as sql } from '@prisma/client/runtime/client';
import { rfmCells } from '../domain/profile/rfm.js';
import { dayMs } from '../domain/segment/figure.js';
import type {
  FigureCondition,
  InterestCondition,
  ProfileFigureName,
  Range,
  RfmCondition,
} from '../domain/segment/rule.js';
import type { Dialect } from './database.js';
import { textsIn } from './dialect.js';

/** In `customer_profile p`, joined on the left: no row means nothing done. NULL compares as not in range. */
const expressions: Readonly<Record<ProfileFigureName, Sql>> = {
  recencyDays: sql`p.last_purchase_at`,
  inactiveDays: sql`p.last_active_at`,
  customerDays: sql`p.first_purchase_at`,
  purchaseCount: sql`COALESCE(p.purchase_count, 0)`,
  unitCount: sql`COALESCE(p.unit_count, 0)`,
  activeDays: sql`COALESCE(p.active_days, 0)`,
  recencyScore: sql`p.recency_score`,
  frequencyScore: sql`p.frequency_score`,
  monetaryScore: sql`p.monetary_score`,
  monetaryMinor: sql`COALESCE(p.monetary_minor, 0)`,
  averageBasketMinor: sql`p.monetary_minor / NULLIF(p.purchase_count, 0)`,
  // Fifths of 0 … 100, where a hundred belongs to the last.
  priceLevel: sql`1 + (p.price_percentile - p.price_percentile / 100) / 20`,
  discountSharePercent: sql`p.discount_order_count * 100 / NULLIF(p.purchase_count, 0)`,
  visitCount: sql`COALESCE(p.visit_count, 0)`,
  bestHour: sql`p.best_hour`,
  bestWeekday: sql`p.best_weekday`,
  alivePercent: sql`p.alive_percent`,
  expectedPurchases: sql`(p.expected_milli + 500) / 1000`,
  lifetimeValueMinor: sql`p.lifetime_value_minor`,
};

const sinceFigures: readonly ProfileFigureName[] = ['recencyDays', 'inactiveDays', 'customerDays'];

/** Figures that are instants in the table and days in a rule. */
export function isSinceFigure(figure: ProfileFigureName): boolean {
  return sinceFigures.includes(figure);
}

/** In `customer_profile p`; an instant for a figure in days. */
export function figureExpression(figure: ProfileFigureName): Sql {
  return expressions[figure];
}

export function figureSql({ figure, range }: FigureCondition, asOf: number): Sql {
  const bounds = isSinceFigure(figure) ? instantsOf(range, asOf) : range;
  return rangeSql(expressions[figure], bounds);
}

// floor((asOf − t) / day) ≥ n is t ≤ asOf − n·day, and ≤ n is t ≥ asOf − (n + 1)·day + 1: whole
// milliseconds, and nothing to compute for each row.
function instantsOf({ atLeast, atMost }: Range, asOf: number): Range {
  return {
    ...(atLeast === undefined ? {} : { atMost: asOf - atLeast * dayMs }),
    ...(atMost === undefined ? {} : { atLeast: asOf - (atMost + 1) * dayMs + 1 }),
  };
}

/** Two-valued: NULL is not in the range. */
export function rangeSql(value: Sql, { atLeast, atMost }: Range): Sql {
  const low = atLeast === undefined ? [] : [sql`${value} >= CAST(${atLeast} AS BIGINT)`];
  const high = atMost === undefined ? [] : [sql`${value} <= CAST(${atMost} AS BIGINT)`];
  const bounds = [...low, ...high];
  return bounds.length === 0
    ? sql`(${value} IS NOT NULL)`
    : sql`((${join(bounds, ' AND ')}) IS TRUE)`;
}

export function interestSql({ names, sharePercent }: InterestCondition, dialect: Dialect): Sql {
  const wanted = textsIn(dialect, names);
  return dialect === 'sqlite'
    ? sql`EXISTS (SELECT 1 FROM json_each(COALESCE(p.interests, '[]')) e
        WHERE e.value ->> 'name' IN ${wanted} AND ${rangeSql(sql`(e.value ->> 'sharePercent')`, sharePercent)})`
    : sql`EXISTS (SELECT 1 FROM json_array_elements(COALESCE(p.interests, '[]')::json) e
        WHERE e.value ->> 'name' IN ${wanted}
          AND ${rangeSql(sql`(e.value ->> 'sharePercent')::bigint`, sharePercent)})`;
}

export function rfmSql({ names }: RfmCondition): Sql {
  const parts = names.map((name) => {
    if (name === 'never-bought') return sql`p.recency_score IS NULL OR p.frequency_score IS NULL`;
    const { recency, frequency } = rfmCells[name];
    return sql`p.recency_score BETWEEN ${raw(recency.join(' AND '))}
      AND p.frequency_score BETWEEN ${raw(frequency.join(' AND '))}`;
  });
  return sql`(((${join(parts, ') OR (')})) IS TRUE)`;
}
