-- CreateIndex
CREATE INDEX "points_entry_expires_at_idx" ON "points_entry"("expires_at");

-- CreateIndex
CREATE INDEX "share_join_state_idx" ON "share_join"("state");
