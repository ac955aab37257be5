-- AlterTable
ALTER TABLE "preference" ADD COLUMN     "muted_interests" TEXT NOT NULL DEFAULT '[]',
ADD COLUMN     "only_interests" TEXT NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "inbound_event" ADD COLUMN     "worker" TEXT;
