-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "meta" (
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "meta_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "customer" (
    "id" SERIAL NOT NULL,
    "external_id" TEXT,
    "display_name" TEXT,
    "locale" TEXT,
    "timezone" TEXT,
    "birthday" TEXT,
    "attributes" TEXT NOT NULL DEFAULT '{}',
    "member_tier" TEXT,
    "canonical_customer_id" INTEGER,
    "erased_at" BIGINT,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "customer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "channel_identity" (
    "id" SERIAL NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "channel_account" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "address_hash" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "locale" TEXT,
    "linked_at" BIGINT NOT NULL,
    "last_inbound_at" BIGINT,

    CONSTRAINT "channel_identity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity_link" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "identity_id" INTEGER,
    "from_customer_id" INTEGER,
    "to_customer_id" INTEGER NOT NULL,
    "actor" TEXT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "identity_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consent_event" (
    "id" SERIAL NOT NULL,
    "identity_id" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "topic" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "proof" TEXT,
    "notice_version" TEXT,
    "at" BIGINT NOT NULL,

    CONSTRAINT "consent_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "preference" (
    "customer_id" INTEGER NOT NULL,
    "quiet_from_minute" INTEGER,
    "quiet_until_minute" INTEGER,
    "max_per_week" INTEGER,
    "muted_topics" TEXT NOT NULL DEFAULT '[]',
    "updated_at" BIGINT NOT NULL,

    CONSTRAINT "preference_pkey" PRIMARY KEY ("customer_id")
);

-- CreateTable
CREATE TABLE "product" (
    "id" SERIAL NOT NULL,
    "sku" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'product',
    "name" TEXT NOT NULL,
    "description" TEXT,
    "category" TEXT,
    "brand" TEXT,
    "tags" TEXT NOT NULL DEFAULT '[]',
    "price_minor" BIGINT NOT NULL,
    "cost_minor" BIGINT,
    "stock" INTEGER,
    "image_url" TEXT,
    "url" TEXT,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" BIGINT NOT NULL,
    "updated_at" BIGINT NOT NULL,

    CONSTRAINT "product_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "interaction" (
    "id" SERIAL NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "kind" INTEGER NOT NULL,
    "product_id" INTEGER,
    "quantity" INTEGER NOT NULL DEFAULT 1,
    "amount_minor" BIGINT,
    "query" TEXT,
    "rating" INTEGER,
    "duration_ms" INTEGER,
    "order_id" INTEGER,
    "delivery_id" INTEGER,
    "coupon_id" INTEGER,
    "source" TEXT NOT NULL,
    "source_key" BYTEA NOT NULL,
    "context" TEXT,
    "occurred_at" BIGINT NOT NULL,
    "recorded_at" BIGINT NOT NULL,

    CONSTRAINT "interaction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shop_order" (
    "id" SERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "customer_id" INTEGER,
    "kind" TEXT NOT NULL,
    "refund_of_id" INTEGER,
    "total_minor" BIGINT NOT NULL DEFAULT 0,
    "discount_minor" BIGINT NOT NULL DEFAULT 0,
    "occurred_at" BIGINT NOT NULL,
    "recorded_at" BIGINT NOT NULL,

    CONSTRAINT "shop_order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_line" (
    "id" SERIAL NOT NULL,
    "order_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'product',
    "product_id" INTEGER,
    "sku" TEXT NOT NULL,
    "quantity" INTEGER NOT NULL,
    "unit_price_minor" BIGINT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "source_key" BYTEA NOT NULL,

    CONSTRAINT "order_line_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "customer_profile" (
    "customer_id" INTEGER NOT NULL,
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

    CONSTRAINT "customer_profile_pkey" PRIMARY KEY ("customer_id")
);

-- CreateTable
CREATE TABLE "model_snapshot" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "metrics" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "trained_at" BIGINT NOT NULL,

    CONSTRAINT "model_snapshot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign" (
    "id" TEXT NOT NULL,
    "current_version_id" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "created_at" BIGINT NOT NULL,
    "updated_at" BIGINT NOT NULL,

    CONSTRAINT "campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "campaign_version" (
    "id" SERIAL NOT NULL,
    "campaign_id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "resolved" TEXT NOT NULL,
    "git_commit" TEXT,
    "applied_by" TEXT NOT NULL,
    "applied_at" BIGINT NOT NULL,

    CONSTRAINT "campaign_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" SERIAL NOT NULL,
    "campaign_id" TEXT NOT NULL,
    "version_id" INTEGER NOT NULL,
    "occurrence_key" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "state_reason" TEXT,
    "scheduled_for" BIGINT NOT NULL,
    "audience_count" INTEGER NOT NULL DEFAULT 0,
    "planned_through_customer_id" INTEGER NOT NULL DEFAULT 0,
    "created_at" BIGINT NOT NULL,
    "finished_at" BIGINT,

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" SERIAL NOT NULL,
    "purpose" TEXT NOT NULL,
    "run_id" INTEGER,
    "dedupe_key" TEXT NOT NULL,
    "customer_id" INTEGER,
    "identity_id" INTEGER,
    "channel_account" TEXT NOT NULL,
    "variant" TEXT,
    "locale" TEXT NOT NULL,
    "picks" TEXT NOT NULL DEFAULT '[]',
    "coupon_id" INTEGER,
    "content" TEXT,
    "due_at" BIGINT NOT NULL,
    "deadline_at" BIGINT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'planned',
    "state_reason" TEXT,
    "lease_until" BIGINT,
    "worker" TEXT,
    "attempt_count" INTEGER NOT NULL DEFAULT 0,
    "content_hash" TEXT,
    "sent_at" BIGINT,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery_attempt" (
    "id" SERIAL NOT NULL,
    "delivery_id" INTEGER NOT NULL,
    "part" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "channel_account" TEXT NOT NULL,
    "identity_id" INTEGER,
    "outcome" TEXT,
    "platform_ref" TEXT,
    "detail" TEXT,
    "started_at" BIGINT NOT NULL,
    "finished_at" BIGINT,

    CONSTRAINT "delivery_attempt_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery_event" (
    "id" SERIAL NOT NULL,
    "delivery_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "detail" TEXT,
    "at" BIGINT NOT NULL,

    CONSTRAINT "delivery_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decision" (
    "run_id" INTEGER NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "detail" TEXT,
    "at" BIGINT NOT NULL,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("run_id","customer_id")
);

-- CreateTable
CREATE TABLE "exposure" (
    "run_id" INTEGER NOT NULL,
    "customer_id" INTEGER NOT NULL,
    "campaign_id" TEXT NOT NULL,
    "arm" TEXT NOT NULL,
    "variant" TEXT,
    "assigned_at" BIGINT NOT NULL,

    CONSTRAINT "exposure_pkey" PRIMARY KEY ("run_id","customer_id")
);

-- CreateTable
CREATE TABLE "promotion" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "current_version_id" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'active',
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "promotion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "promotion_version" (
    "id" SERIAL NOT NULL,
    "promotion_id" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "definition" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "promotion_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "coupon" (
    "id" SERIAL NOT NULL,
    "code" TEXT NOT NULL,
    "promotion_id" INTEGER NOT NULL,
    "promotion_version_id" INTEGER NOT NULL,
    "customer_id" INTEGER,
    "run_id" INTEGER,
    "state" TEXT NOT NULL DEFAULT 'issued',
    "reservation_id" TEXT,
    "valid_from" BIGINT NOT NULL,
    "valid_until" BIGINT NOT NULL,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "coupon_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "quote" (
    "id" TEXT NOT NULL,
    "customer_id" INTEGER,
    "request" TEXT NOT NULL,
    "receipt" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "quote_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reservation" (
    "id" TEXT NOT NULL,
    "quote_id" TEXT NOT NULL,
    "order_ref" TEXT NOT NULL,
    "customer_id" INTEGER,
    "state" TEXT NOT NULL DEFAULT 'live',
    "discount_minor" BIGINT NOT NULL,
    "expires_at" BIGINT NOT NULL,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "reservation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "redemption" (
    "id" SERIAL NOT NULL,
    "coupon_id" INTEGER NOT NULL,
    "promotion_id" INTEGER NOT NULL,
    "reservation_id" TEXT NOT NULL,
    "customer_id" INTEGER,
    "order_id" INTEGER,
    "discount_minor" BIGINT NOT NULL,
    "redeemed_at" BIGINT NOT NULL,
    "reversed_at" BIGINT,

    CONSTRAINT "redemption_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "escrow_account" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "limit_amount" BIGINT NOT NULL,
    "reserved" BIGINT NOT NULL DEFAULT 0,
    "committed" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "escrow_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "escrow_entry" (
    "id" SERIAL NOT NULL,
    "account_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "amount" BIGINT NOT NULL,
    "ref" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "escrow_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_record" (
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "body_hash" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "response" TEXT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "idempotency_record_pkey" PRIMARY KEY ("scope","key")
);

-- CreateTable
CREATE TABLE "tracked_link" (
    "id" SERIAL NOT NULL,
    "token" TEXT NOT NULL,
    "delivery_id" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "product_id" INTEGER,
    "target" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "tracked_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "click" (
    "id" SERIAL NOT NULL,
    "link_id" INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    "actor" TEXT NOT NULL,
    "rule" TEXT,

    CONSTRAINT "click_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "share" (
    "id" SERIAL NOT NULL,
    "token" TEXT NOT NULL,
    "sharer_id" INTEGER NOT NULL,
    "product_id" INTEGER,
    "delivery_id" INTEGER,
    "parent_share_id" INTEGER,
    "created_at" BIGINT NOT NULL,

    CONSTRAINT "share_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbound_event" (
    "id" SERIAL NOT NULL,
    "channel_account" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "received_at" BIGINT NOT NULL,
    "handled_at" BIGINT,
    "error" TEXT,

    CONSTRAINT "inbound_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "conversation_state" (
    "identity_id" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "updated_at" BIGINT NOT NULL,

    CONSTRAINT "conversation_state_pkey" PRIMARY KEY ("identity_id")
);

-- CreateTable
CREATE TABLE "chat_message" (
    "id" SERIAL NOT NULL,
    "chat_id" TEXT NOT NULL,
    "direction" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "body" TEXT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "chat_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT NOT NULL,
    "created_at" BIGINT NOT NULL,
    "last_used_at" BIGINT,
    "revoked_at" BIGINT,

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" SERIAL NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "detail" TEXT,
    "at" BIGINT NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lease" (
    "name" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "until" BIGINT NOT NULL,

    CONSTRAINT "lease_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "customer_external_id_key" ON "customer"("external_id");

-- CreateIndex
CREATE INDEX "customer_canonical_customer_id_idx" ON "customer"("canonical_customer_id");

-- CreateIndex
CREATE INDEX "channel_identity_customer_id_idx" ON "channel_identity"("customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "channel_identity_channel_account_address_hash_key" ON "channel_identity"("channel_account", "address_hash");

-- CreateIndex
CREATE INDEX "identity_link_to_customer_id_idx" ON "identity_link"("to_customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "consent_event_identity_id_topic_sequence_key" ON "consent_event"("identity_id", "topic", "sequence");

-- CreateIndex
CREATE UNIQUE INDEX "product_sku_key" ON "product"("sku");

-- CreateIndex
CREATE INDEX "product_category_idx" ON "product"("category");

-- CreateIndex
CREATE INDEX "interaction_customer_id_kind_occurred_at_idx" ON "interaction"("customer_id", "kind", "occurred_at");

-- CreateIndex
CREATE INDEX "interaction_delivery_id_idx" ON "interaction"("delivery_id");

-- CreateIndex
CREATE UNIQUE INDEX "interaction_source_source_key_key" ON "interaction"("source", "source_key");

-- CreateIndex
CREATE INDEX "shop_order_customer_id_occurred_at_idx" ON "shop_order"("customer_id", "occurred_at");

-- CreateIndex
CREATE UNIQUE INDEX "shop_order_source_external_id_key" ON "shop_order"("source", "external_id");

-- CreateIndex
CREATE INDEX "order_line_product_id_idx" ON "order_line"("product_id");

-- CreateIndex
CREATE UNIQUE INDEX "order_line_order_id_source_key_key" ON "order_line"("order_id", "source_key");

-- CreateIndex
CREATE UNIQUE INDEX "model_snapshot_kind_version_key" ON "model_snapshot"("kind", "version");

-- CreateIndex
CREATE UNIQUE INDEX "campaign_version_campaign_id_hash_key" ON "campaign_version"("campaign_id", "hash");

-- CreateIndex
CREATE INDEX "run_state_idx" ON "run"("state");

-- CreateIndex
CREATE UNIQUE INDEX "run_campaign_id_occurrence_key_key" ON "run"("campaign_id", "occurrence_key");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_dedupe_key_key" ON "delivery"("dedupe_key");

-- CreateIndex
CREATE INDEX "delivery_channel_account_state_due_at_idx" ON "delivery"("channel_account", "state", "due_at");

-- CreateIndex
CREATE INDEX "delivery_run_id_state_idx" ON "delivery"("run_id", "state");

-- CreateIndex
CREATE INDEX "delivery_customer_id_sent_at_idx" ON "delivery"("customer_id", "sent_at");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_attempt_delivery_id_part_attempt_key" ON "delivery_attempt"("delivery_id", "part", "attempt");

-- CreateIndex
CREATE INDEX "delivery_event_delivery_id_idx" ON "delivery_event"("delivery_id");

-- CreateIndex
CREATE INDEX "decision_customer_id_idx" ON "decision"("customer_id");

-- CreateIndex
CREATE INDEX "exposure_campaign_id_customer_id_idx" ON "exposure"("campaign_id", "customer_id");

-- CreateIndex
CREATE UNIQUE INDEX "promotion_key_key" ON "promotion"("key");

-- CreateIndex
CREATE UNIQUE INDEX "promotion_version_promotion_id_hash_key" ON "promotion_version"("promotion_id", "hash");

-- CreateIndex
CREATE UNIQUE INDEX "coupon_code_key" ON "coupon"("code");

-- CreateIndex
CREATE INDEX "coupon_customer_id_state_idx" ON "coupon"("customer_id", "state");

-- CreateIndex
CREATE INDEX "coupon_run_id_idx" ON "coupon"("run_id");

-- CreateIndex
CREATE INDEX "coupon_promotion_id_idx" ON "coupon"("promotion_id");

-- CreateIndex
CREATE INDEX "reservation_state_expires_at_idx" ON "reservation"("state", "expires_at");

-- CreateIndex
CREATE INDEX "redemption_promotion_id_idx" ON "redemption"("promotion_id");

-- CreateIndex
CREATE UNIQUE INDEX "redemption_coupon_id_reservation_id_key" ON "redemption"("coupon_id", "reservation_id");

-- CreateIndex
CREATE UNIQUE INDEX "escrow_account_key_key" ON "escrow_account"("key");

-- CreateIndex
CREATE UNIQUE INDEX "escrow_entry_idempotency_key_key" ON "escrow_entry"("idempotency_key");

-- CreateIndex
CREATE INDEX "escrow_entry_account_id_idx" ON "escrow_entry"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "tracked_link_token_key" ON "tracked_link"("token");

-- CreateIndex
CREATE UNIQUE INDEX "tracked_link_delivery_id_label_key" ON "tracked_link"("delivery_id", "label");

-- CreateIndex
CREATE INDEX "click_link_id_idx" ON "click"("link_id");

-- CreateIndex
CREATE UNIQUE INDEX "share_token_key" ON "share"("token");

-- CreateIndex
CREATE INDEX "share_sharer_id_idx" ON "share"("sharer_id");

-- CreateIndex
CREATE INDEX "inbound_event_handled_at_idx" ON "inbound_event"("handled_at");

-- CreateIndex
CREATE UNIQUE INDEX "inbound_event_channel_account_key_key" ON "inbound_event"("channel_account", "key");

-- CreateIndex
CREATE UNIQUE INDEX "chat_message_key_key" ON "chat_message"("key");

-- CreateIndex
CREATE INDEX "chat_message_chat_id_id_idx" ON "chat_message"("chat_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");
