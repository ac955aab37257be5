-- DropIndex
DROP INDEX "escrow_account_key_key";

-- AlterTable
ALTER TABLE "customer" ADD COLUMN     "member_since" BIGINT;

-- AlterTable
ALTER TABLE "coupon" ADD COLUMN     "batch" TEXT;

-- AlterTable
ALTER TABLE "reservation" ADD COLUMN     "committed_at" BIGINT,
ADD COLUMN     "deposit_minor" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "deposit_paid_at" BIGINT,
ADD COLUMN     "payable_minor" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "paying_at" BIGINT;

-- AlterTable
ALTER TABLE "redemption" ADD COLUMN     "unit_count" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "escrow_account" ADD COLUMN     "pool" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "share_join" ADD COLUMN     "reason" TEXT,
ADD COLUMN     "rewarded_at" BIGINT,
ADD COLUMN     "state" TEXT NOT NULL DEFAULT 'joined';

-- CreateTable
CREATE TABLE "refund" (
    "id" TEXT NOT NULL,
    "reservation_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "policy" TEXT NOT NULL,
    "lines" TEXT NOT NULL DEFAULT '{}',
    "refund_minor" BIGINT NOT NULL,
    "clawback_minor" BIGINT NOT NULL DEFAULT 0,
    "at" BIGINT NOT NULL,

    CONSTRAINT "refund_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "funding_entry" (
    "id" SERIAL NOT NULL,
    "promotion_id" INTEGER NOT NULL,
    "reservation_id" TEXT NOT NULL,
    "refund_id" TEXT NOT NULL DEFAULT '',
    "party" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "funding_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "points_entry" (
    "id" SERIAL NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "source_key" TEXT NOT NULL,
    "expires_at" BIGINT,
    "at" BIGINT NOT NULL,

    CONSTRAINT "points_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group_buy" (
    "id" TEXT NOT NULL,
    "promotion_id" INTEGER NOT NULL,
    "promotion_version_id" INTEGER NOT NULL,
    "opener_id" INTEGER NOT NULL,
    "seats" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "deadline_at" BIGINT NOT NULL,
    "created_at" BIGINT NOT NULL,
    "ended_at" BIGINT,

    CONSTRAINT "group_buy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group_buy_member" (
    "group_buy_id" TEXT NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "reservation_id" TEXT NOT NULL,
    "joined_at" BIGINT NOT NULL,

    CONSTRAINT "group_buy_member_pkey" PRIMARY KEY ("group_buy_id","customer_id")
);

-- CreateTable
CREATE TABLE "code_guess" (
    "subject" TEXT NOT NULL,
    "failures" INTEGER NOT NULL,
    "window_from" BIGINT NOT NULL,
    "locked_until" BIGINT,
    "lock_count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "code_guess_pkey" PRIMARY KEY ("subject")
);

-- CreateIndex
CREATE INDEX "refund_reservation_id_idx" ON "refund"("reservation_id");

-- CreateIndex
CREATE INDEX "funding_entry_promotion_id_at_idx" ON "funding_entry"("promotion_id", "at");

-- CreateIndex
CREATE INDEX "funding_entry_party_at_idx" ON "funding_entry"("party", "at");

-- CreateIndex
CREATE UNIQUE INDEX "funding_entry_reservation_id_promotion_id_refund_id_party_key" ON "funding_entry"("reservation_id", "promotion_id", "refund_id", "party");

-- CreateIndex
CREATE UNIQUE INDEX "points_entry_source_key_key" ON "points_entry"("source_key");

-- CreateIndex
CREATE INDEX "points_entry_customer_id_expires_at_idx" ON "points_entry"("customer_id", "expires_at");

-- CreateIndex
CREATE INDEX "group_buy_state_deadline_at_idx" ON "group_buy"("state", "deadline_at");

-- CreateIndex
CREATE INDEX "group_buy_promotion_id_idx" ON "group_buy"("promotion_id");

-- CreateIndex
CREATE INDEX "group_buy_member_reservation_id_idx" ON "group_buy_member"("reservation_id");

-- CreateIndex
CREATE INDEX "coupon_batch_idx" ON "coupon"("batch");

-- CreateIndex
CREATE UNIQUE INDEX "escrow_account_key_pool_key" ON "escrow_account"("key", "pool");

-- From here on every change of a limit is an entry: what there was before is the first one.
INSERT INTO "escrow_entry" ("account_id", "kind", "amount", "ref", "idempotency_key", "at")
SELECT "id", 'limit', "limit_amount", 'migration', 'limit:' || "id" || ':migration', 0 FROM "escrow_account";
