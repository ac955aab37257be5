-- AlterTable
ALTER TABLE "customer" ADD COLUMN "member_since" BIGINT;

-- AlterTable
ALTER TABLE "coupon" ADD COLUMN "batch" TEXT;

-- CreateTable
CREATE TABLE "refund" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "reservation_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "policy" TEXT NOT NULL,
    "lines" TEXT NOT NULL DEFAULT '{}',
    "refund_minor" BIGINT NOT NULL,
    "clawback_minor" BIGINT NOT NULL DEFAULT 0,
    "at" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "funding_entry" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "promotion_id" INTEGER NOT NULL,
    "reservation_id" TEXT NOT NULL,
    "refund_id" TEXT NOT NULL DEFAULT '',
    "party" TEXT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "at" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "points_entry" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "customer_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "points" INTEGER NOT NULL,
    "source_key" TEXT NOT NULL,
    "expires_at" BIGINT,
    "at" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "group_buy" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "promotion_id" INTEGER NOT NULL,
    "promotion_version_id" INTEGER NOT NULL,
    "opener_id" INTEGER NOT NULL,
    "seats" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "deadline_at" BIGINT NOT NULL,
    "created_at" BIGINT NOT NULL,
    "ended_at" BIGINT
);

-- CreateTable
CREATE TABLE "group_buy_member" (
    "group_buy_id" TEXT NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "reservation_id" TEXT NOT NULL,
    "joined_at" BIGINT NOT NULL,

    PRIMARY KEY ("group_buy_id", "customer_id")
);

-- CreateTable
CREATE TABLE "code_guess" (
    "subject" TEXT NOT NULL PRIMARY KEY,
    "failures" INTEGER NOT NULL,
    "window_from" BIGINT NOT NULL,
    "locked_until" BIGINT,
    "lock_count" INTEGER NOT NULL DEFAULT 0
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_reservation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "quote_id" TEXT NOT NULL,
    "order_ref" TEXT NOT NULL,
    "customer_id" INTEGER,
    "state" TEXT NOT NULL DEFAULT 'live',
    "discount_minor" BIGINT NOT NULL,
    "payable_minor" BIGINT NOT NULL DEFAULT 0,
    "deposit_minor" BIGINT NOT NULL DEFAULT 0,
    "deposit_paid_at" BIGINT,
    "paying_at" BIGINT,
    "committed_at" BIGINT,
    "expires_at" BIGINT NOT NULL,
    "created_at" BIGINT NOT NULL
);
INSERT INTO "new_reservation" ("created_at", "customer_id", "discount_minor", "expires_at", "id", "order_ref", "quote_id", "state") SELECT "created_at", "customer_id", "discount_minor", "expires_at", "id", "order_ref", "quote_id", "state" FROM "reservation";
DROP TABLE "reservation";
ALTER TABLE "new_reservation" RENAME TO "reservation";
CREATE INDEX "reservation_state_expires_at_idx" ON "reservation"("state", "expires_at");
CREATE INDEX "reservation_order_ref_idx" ON "reservation"("order_ref");
CREATE TABLE "new_redemption" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "coupon_id" INTEGER,
    "promotion_id" INTEGER NOT NULL,
    "reservation_id" TEXT NOT NULL,
    "customer_id" INTEGER,
    "order_id" INTEGER,
    "discount_minor" BIGINT NOT NULL,
    "unit_count" INTEGER NOT NULL DEFAULT 0,
    "redeemed_at" BIGINT NOT NULL,
    "reversed_at" BIGINT
);
INSERT INTO "new_redemption" ("coupon_id", "customer_id", "discount_minor", "id", "order_id", "promotion_id", "redeemed_at", "reservation_id", "reversed_at") SELECT "coupon_id", "customer_id", "discount_minor", "id", "order_id", "promotion_id", "redeemed_at", "reservation_id", "reversed_at" FROM "redemption";
DROP TABLE "redemption";
ALTER TABLE "new_redemption" RENAME TO "redemption";
CREATE INDEX "redemption_coupon_id_idx" ON "redemption"("coupon_id");
CREATE INDEX "redemption_promotion_id_idx" ON "redemption"("promotion_id");
CREATE INDEX "redemption_redeemed_at_idx" ON "redemption"("redeemed_at");
CREATE UNIQUE INDEX "redemption_reservation_id_promotion_id_key" ON "redemption"("reservation_id", "promotion_id");
CREATE TABLE "new_escrow_account" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "key" TEXT NOT NULL,
    "pool" INTEGER NOT NULL DEFAULT 0,
    "limit_amount" BIGINT NOT NULL,
    "reserved" BIGINT NOT NULL DEFAULT 0,
    "committed" BIGINT NOT NULL DEFAULT 0
);
INSERT INTO "new_escrow_account" ("committed", "id", "key", "limit_amount", "reserved") SELECT "committed", "id", "key", "limit_amount", "reserved" FROM "escrow_account";
DROP TABLE "escrow_account";
ALTER TABLE "new_escrow_account" RENAME TO "escrow_account";
CREATE UNIQUE INDEX "escrow_account_key_pool_key" ON "escrow_account"("key", "pool");
CREATE TABLE "new_share_join" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "share_id" INTEGER NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'joined',
    "reason" TEXT,
    "rewarded_at" BIGINT,
    "at" BIGINT NOT NULL
);
INSERT INTO "new_share_join" ("at", "customer_id", "id", "share_id") SELECT "at", "customer_id", "id", "share_id" FROM "share_join";
DROP TABLE "share_join";
ALTER TABLE "new_share_join" RENAME TO "share_join";
CREATE UNIQUE INDEX "share_join_customer_id_key" ON "share_join"("customer_id");
CREATE INDEX "share_join_share_id_idx" ON "share_join"("share_id");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

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

-- From here on every change of a limit is an entry: what there was before is the first one.
INSERT INTO "escrow_entry" ("account_id", "kind", "amount", "ref", "idempotency_key", "at")
SELECT "id", 'limit', "limit_amount", 'migration', 'limit:' || "id" || ':migration', 0 FROM "escrow_account";
