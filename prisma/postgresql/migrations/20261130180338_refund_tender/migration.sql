-- AlterTable
ALTER TABLE "refund" ADD COLUMN     "tender_minor" BIGINT NOT NULL DEFAULT 0;
