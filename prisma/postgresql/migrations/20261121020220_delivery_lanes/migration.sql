-- DropIndex
DROP INDEX "delivery_channel_account_state_due_at_idx";

-- AlterTable
ALTER TABLE "delivery" ADD COLUMN     "place" TEXT;

-- CreateIndex
CREATE INDEX "delivery_channel_account_state_run_id_due_at_idx" ON "delivery"("channel_account", "state", "run_id", "due_at");

-- CreateIndex
CREATE INDEX "delivery_state_deadline_at_idx" ON "delivery"("state", "deadline_at");
