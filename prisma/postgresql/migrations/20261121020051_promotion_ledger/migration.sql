-- DropIndex
DROP INDEX "redemption_coupon_id_reservation_id_key";

-- AlterTable
ALTER TABLE "quote" ADD COLUMN     "hash" TEXT NOT NULL;

-- AlterTable
ALTER TABLE "redemption" ALTER COLUMN "coupon_id" DROP NOT NULL;

-- CreateIndex
CREATE INDEX "coupon_reservation_id_idx" ON "coupon"("reservation_id");

-- CreateIndex
CREATE INDEX "reservation_order_ref_idx" ON "reservation"("order_ref");

-- CreateIndex
CREATE INDEX "redemption_coupon_id_idx" ON "redemption"("coupon_id");

-- CreateIndex
CREATE UNIQUE INDEX "redemption_reservation_id_promotion_id_key" ON "redemption"("reservation_id", "promotion_id");

-- CreateIndex
CREATE INDEX "escrow_entry_ref_idx" ON "escrow_entry"("ref");
