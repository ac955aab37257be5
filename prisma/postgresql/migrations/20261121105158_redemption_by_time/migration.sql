-- CreateIndex
CREATE INDEX "redemption_redeemed_at_idx" ON "redemption"("redeemed_at");
