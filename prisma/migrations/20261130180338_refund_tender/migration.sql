-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_refund" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "reservation_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "policy" TEXT NOT NULL,
    "lines" TEXT NOT NULL DEFAULT '{}',
    "refund_minor" BIGINT NOT NULL,
    "tender_minor" BIGINT NOT NULL DEFAULT 0,
    "clawback_minor" BIGINT NOT NULL DEFAULT 0,
    "at" BIGINT NOT NULL
);
INSERT INTO "new_refund" ("at", "clawback_minor", "id", "kind", "lines", "policy", "refund_minor", "reservation_id") SELECT "at", "clawback_minor", "id", "kind", "lines", "policy", "refund_minor", "reservation_id" FROM "refund";
DROP TABLE "refund";
ALTER TABLE "new_refund" RENAME TO "refund";
CREATE INDEX "refund_reservation_id_idx" ON "refund"("reservation_id");
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
