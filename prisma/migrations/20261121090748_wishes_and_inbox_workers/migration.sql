-- AlterTable
ALTER TABLE "inbound_event" ADD COLUMN "worker" TEXT;

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_preference" (
    "customer_id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "quiet_from_minute" INTEGER,
    "quiet_until_minute" INTEGER,
    "max_per_week" INTEGER,
    "muted_topics" TEXT NOT NULL DEFAULT '[]',
    "only_interests" TEXT NOT NULL DEFAULT '[]',
    "muted_interests" TEXT NOT NULL DEFAULT '[]',
    "updated_at" BIGINT NOT NULL
);
INSERT INTO "new_preference" ("customer_id", "max_per_week", "muted_topics", "quiet_from_minute", "quiet_until_minute", "updated_at") SELECT "customer_id", "max_per_week", "muted_topics", "quiet_from_minute", "quiet_until_minute", "updated_at" FROM "preference";
DROP TABLE "preference";
ALTER TABLE "new_preference" RENAME TO "preference";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
