-- CreateTable
CREATE TABLE "send_right" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "identity_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "opens_at" BIGINT NOT NULL,
    "closes_at" BIGINT NOT NULL,
    "most" INTEGER NOT NULL,
    "used" INTEGER NOT NULL DEFAULT 0
);

-- CreateTable
CREATE TABLE "inbound_wait" (
    "delivery_id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "identity_id" INTEGER NOT NULL
);

-- CreateTable
CREATE TABLE "quota_use" (
    "channel_account" TEXT NOT NULL,
    "quota" TEXT NOT NULL,
    "period_start" BIGINT NOT NULL,
    "used" INTEGER NOT NULL DEFAULT 0,

    PRIMARY KEY ("channel_account", "quota", "period_start")
);

-- CreateTable
CREATE TABLE "account_state" (
    "channel_account" TEXT NOT NULL PRIMARY KEY,
    "paused_until" BIGINT,
    "pause_reason" TEXT,
    "probed_at" BIGINT,
    "probe" TEXT
);

-- CreateTable
CREATE TABLE "shared_token" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "value" TEXT NOT NULL,
    "expires_at" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "post_engagement" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "channel_account" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "delivery_id" INTEGER,
    "platform_ref" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "identity_id" INTEGER,
    "at" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "support_case" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "customer_id" INTEGER NOT NULL,
    "identity_id" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "assignee" TEXT,
    "opened_at" BIGINT NOT NULL,
    "closed_at" BIGINT,
    "closed_by" TEXT
);

-- CreateTable
CREATE TABLE "support_message" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "case_id" INTEGER NOT NULL,
    "direction" TEXT NOT NULL,
    "event_key" TEXT NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "author" TEXT,
    "at" BIGINT NOT NULL
);

-- CreateTable
CREATE TABLE "link_code" (
    "code_hash" TEXT NOT NULL PRIMARY KEY,
    "customer_id" INTEGER NOT NULL,
    "identity_id" INTEGER NOT NULL,
    "expires_at" BIGINT NOT NULL,
    "used_at" BIGINT
);

-- CreateIndex
CREATE INDEX "send_right_closes_at_idx" ON "send_right"("closes_at");

-- CreateIndex
CREATE UNIQUE INDEX "send_right_identity_id_kind_ref_key" ON "send_right"("identity_id", "kind", "ref");

-- CreateIndex
CREATE INDEX "inbound_wait_identity_id_idx" ON "inbound_wait"("identity_id");

-- CreateIndex
CREATE INDEX "post_engagement_delivery_id_idx" ON "post_engagement"("delivery_id");

-- CreateIndex
CREATE UNIQUE INDEX "post_engagement_channel_account_key_key" ON "post_engagement"("channel_account", "key");

-- CreateIndex
CREATE INDEX "support_case_identity_id_state_idx" ON "support_case"("identity_id", "state");

-- CreateIndex
CREATE INDEX "support_case_customer_id_idx" ON "support_case"("customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "support_message_event_key_key" ON "support_message"("event_key");

-- CreateIndex
CREATE INDEX "support_message_case_id_idx" ON "support_message"("case_id");

-- CreateIndex
CREATE INDEX "support_message_dedupe_key_idx" ON "support_message"("dedupe_key");

-- CreateIndex
CREATE INDEX "link_code_identity_id_idx" ON "link_code"("identity_id");
