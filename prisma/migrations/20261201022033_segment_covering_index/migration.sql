-- DropIndex
DROP INDEX "interaction_customer_id_kind_occurred_at_idx";

-- CreateIndex
CREATE INDEX "interaction_deed_idx" ON "interaction"("customer_id", "kind", "occurred_at", "product_id", "amount_minor", "order_id");
