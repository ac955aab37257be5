-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_customer_profile" (
    "customer_id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "first_purchase_at" BIGINT,
    "last_purchase_at" BIGINT,
    "purchase_count" INTEGER NOT NULL DEFAULT 0,
    "unit_count" INTEGER NOT NULL DEFAULT 0,
    "monetary_minor" BIGINT NOT NULL DEFAULT 0,
    "recency_score" INTEGER,
    "frequency_score" INTEGER,
    "monetary_score" INTEGER,
    "top_categories" TEXT NOT NULL DEFAULT '[]',
    "active_days" INTEGER NOT NULL DEFAULT 0,
    "last_active_at" BIGINT,
    "computed_at" BIGINT NOT NULL,
    "purchase_days" INTEGER NOT NULL DEFAULT 0,
    "repeat_minor" BIGINT NOT NULL DEFAULT 0,
    "median_basket_minor" BIGINT,
    "price_percentile" INTEGER,
    "discount_order_count" INTEGER NOT NULL DEFAULT 0,
    "discount_minor" BIGINT NOT NULL DEFAULT 0,
    "interests" TEXT NOT NULL DEFAULT '[]',
    "interaction_count" INTEGER NOT NULL DEFAULT 0,
    "first_active_at" BIGINT,
    "visit_count" INTEGER NOT NULL DEFAULT 0,
    "visit_ms" BIGINT NOT NULL DEFAULT 0,
    "best_hour" INTEGER,
    "best_weekday" INTEGER,
    "channels" TEXT NOT NULL DEFAULT '[]',
    "preferred_channel" TEXT,
    "alive_percent" INTEGER,
    "expected_milli" INTEGER,
    "next_purchase_at" BIGINT,
    "lifetime_value_minor" BIGINT,
    "outlook_at" BIGINT
);
INSERT INTO "new_customer_profile" ("active_days", "computed_at", "customer_id", "first_purchase_at", "frequency_score", "last_active_at", "last_purchase_at", "monetary_minor", "monetary_score", "purchase_count", "recency_score", "top_categories", "unit_count") SELECT "active_days", "computed_at", "customer_id", "first_purchase_at", "frequency_score", "last_active_at", "last_purchase_at", "monetary_minor", "monetary_score", "purchase_count", "recency_score", "top_categories", "unit_count" FROM "customer_profile";
DROP TABLE "customer_profile";
ALTER TABLE "new_customer_profile" RENAME TO "customer_profile";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- Every profile is behind: the next pass is over everybody.
DELETE FROM "meta" WHERE "key" = 'profiles';
