-- CreateTable
CREATE TABLE "share_join" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "share_id" INTEGER NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "at" BIGINT NOT NULL
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_inbound_event" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "channel_account" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "address_hash" TEXT NOT NULL DEFAULT '',
    "payload" TEXT NOT NULL,
    "received_at" BIGINT NOT NULL,
    "handled_at" BIGINT,
    "lease_until" BIGINT,
    "attempt_count" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT
);
INSERT INTO "new_inbound_event" ("channel_account", "error", "handled_at", "id", "key", "payload", "received_at") SELECT "channel_account", "error", "handled_at", "id", "key", "payload", "received_at" FROM "inbound_event";
DROP TABLE "inbound_event";
ALTER TABLE "new_inbound_event" RENAME TO "inbound_event";
CREATE INDEX "inbound_event_handled_at_idx" ON "inbound_event"("handled_at");
CREATE INDEX "inbound_event_channel_account_address_hash_idx" ON "inbound_event"("channel_account", "address_hash");
CREATE UNIQUE INDEX "inbound_event_channel_account_key_key" ON "inbound_event"("channel_account", "key");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE UNIQUE INDEX "share_join_customer_id_key" ON "share_join"("customer_id");

-- CreateIndex
CREATE INDEX "share_join_share_id_idx" ON "share_join"("share_id");

-- CreateIndex
CREATE INDEX "delivery_attempt_channel_account_platform_ref_idx" ON "delivery_attempt"("channel_account", "platform_ref");
