-- AlterTable
ALTER TABLE "customer_profile" ADD COLUMN     "alive_percent" INTEGER,
ADD COLUMN     "best_hour" INTEGER,
ADD COLUMN     "best_weekday" INTEGER,
ADD COLUMN     "channels" TEXT NOT NULL DEFAULT '[]',
ADD COLUMN     "discount_minor" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "discount_order_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "expected_milli" INTEGER,
ADD COLUMN     "first_active_at" BIGINT,
ADD COLUMN     "interaction_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "interests" TEXT NOT NULL DEFAULT '[]',
ADD COLUMN     "lifetime_value_minor" BIGINT,
ADD COLUMN     "median_basket_minor" BIGINT,
ADD COLUMN     "next_purchase_at" BIGINT,
ADD COLUMN     "outlook_at" BIGINT,
ADD COLUMN     "preferred_channel" TEXT,
ADD COLUMN     "price_percentile" INTEGER,
ADD COLUMN     "purchase_days" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "repeat_minor" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "visit_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "visit_ms" BIGINT NOT NULL DEFAULT 0;

-- Every profile is behind: the next pass is over everybody.
DELETE FROM "meta" WHERE "key" = 'profiles';
