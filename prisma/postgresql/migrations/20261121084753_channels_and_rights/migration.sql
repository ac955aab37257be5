-- CreateTable
CREATE TABLE "send_right" (
    "id" SERIAL NOT NULL,
    "identity_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "opens_at" BIGINT NOT NULL,
    "closes_at" BIGINT NOT NULL,
    "most" INTEGER NOT NULL,
    "used" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "send_right_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbound_wait" (
    "delivery_id" INTEGER NOT NULL,
    "identity_id" INTEGER NOT NULL,

    CONSTRAINT "inbound_wait_pkey" PRIMARY KEY ("delivery_id")
);

-- CreateTable
CREATE TABLE "quota_use" (
    "channel_account" TEXT NOT NULL,
    "quota" TEXT NOT NULL,
    "period_start" BIGINT NOT NULL,
    "used" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "quota_use_pkey" PRIMARY KEY ("channel_account","quota","period_start")
);

-- CreateTable
CREATE TABLE "account_state" (
    "channel_account" TEXT NOT NULL,
    "paused_until" BIGINT,
    "pause_reason" TEXT,
    "probed_at" BIGINT,
    "probe" TEXT,

    CONSTRAINT "account_state_pkey" PRIMARY KEY ("channel_account")
);

-- CreateTable
CREATE TABLE "shared_token" (
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" BIGINT NOT NULL,

    CONSTRAINT "shared_token_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "post_engagement" (
    "id" SERIAL NOT NULL,
    "channel_account" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "delivery_id" INTEGER,
    "platform_ref" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "identity_id" INTEGER,
    "at" BIGINT NOT NULL,

    CONSTRAINT "post_engagement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "support_case" (
    "id" SERIAL NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "identity_id" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "assignee" TEXT,
    "opened_at" BIGINT NOT NULL,
    "closed_at" BIGINT,
    "closed_by" TEXT,

    CONSTRAINT "support_case_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "support_message" (
    "id" SERIAL NOT NULL,
    "case_id" INTEGER NOT NULL,
    "direction" TEXT NOT NULL,
    "event_key" TEXT NOT NULL,
    "dedupe_key" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "author" TEXT,
    "at" BIGINT NOT NULL,

    CONSTRAINT "support_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "link_code" (
    "code_hash" TEXT NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "identity_id" INTEGER NOT NULL,
    "expires_at" BIGINT NOT NULL,
    "used_at" BIGINT,

    CONSTRAINT "link_code_pkey" PRIMARY KEY ("code_hash")
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
