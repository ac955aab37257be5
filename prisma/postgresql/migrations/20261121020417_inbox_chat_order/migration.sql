-- AlterTable
ALTER TABLE "inbound_event" ADD COLUMN     "address_hash" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "attempt_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "lease_until" BIGINT;

-- CreateTable
CREATE TABLE "share_join" (
    "id" SERIAL NOT NULL,
    "share_id" INTEGER NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "share_join_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "share_join_customer_id_key" ON "share_join"("customer_id");

-- CreateIndex
CREATE INDEX "share_join_share_id_idx" ON "share_join"("share_id");

-- CreateIndex
CREATE INDEX "delivery_attempt_channel_account_platform_ref_idx" ON "delivery_attempt"("channel_account", "platform_ref");

-- CreateIndex
CREATE INDEX "inbound_event_channel_account_address_hash_idx" ON "inbound_event"("channel_account", "address_hash");
