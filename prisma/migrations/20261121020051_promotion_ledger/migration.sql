-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_quote" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "customer_id" INTEGER,
    "request" TEXT NOT NULL,
    "receipt" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL
);
INSERT INTO "new_quote" ("created_at", "customer_id", "id", "receipt", "request") SELECT "created_at", "customer_id", "id", "receipt", "request" FROM "quote";
DROP TABLE "quote";
ALTER TABLE "new_quote" RENAME TO "quote";
CREATE TABLE "new_redemption" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "coupon_id" INTEGER,
    "promotion_id" INTEGER NOT NULL,
    "reservation_id" TEXT NOT NULL,
    "customer_id" INTEGER,
    "order_id" INTEGER,
    "discount_minor" BIGINT NOT NULL,
    "redeemed_at" BIGINT NOT NULL,
    "reversed_at" BIGINT
);
INSERT INTO "new_redemption" ("coupon_id", "customer_id", "discount_minor", "id", "order_id", "promotion_id", "redeemed_at", "reservation_id", "reversed_at") SELECT "coupon_id", "customer_id", "discount_minor", "id", "order_id", "promotion_id", "redeemed_at", "reservation_id", "reversed_at" FROM "redemption";
DROP TABLE "redemption";
ALTER TABLE "new_redemption" RENAME TO "redemption";
CREATE INDEX "redemption_coupon_id_idx" ON "redemption"("coupon_id");
CREATE INDEX "redemption_promotion_id_idx" ON "redemption"("promotion_id");
CREATE UNIQUE INDEX "redemption_reservation_id_promotion_id_key" ON "redemption"("reservation_id", "promotion_id");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "coupon_reservation_id_idx" ON "coupon"("reservation_id");

-- CreateIndex
CREATE INDEX "reservation_order_ref_idx" ON "reservation"("order_ref");

-- CreateIndex
CREATE INDEX "escrow_entry_ref_idx" ON "escrow_entry"("ref");
