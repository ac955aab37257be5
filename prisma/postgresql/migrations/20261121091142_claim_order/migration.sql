-- DropIndex
DROP INDEX "delivery_channel_account_state_run_id_due_at_idx";

-- CreateIndex
CREATE INDEX "delivery_channel_account_state_run_id_due_at_id_idx" ON "delivery"("channel_account", "state", "run_id", "due_at", "id");
