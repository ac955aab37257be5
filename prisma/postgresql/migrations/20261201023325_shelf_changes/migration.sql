-- CreateTable
CREATE TABLE "shelf_change" (
    "id" SERIAL NOT NULL,
    "product_id" INTEGER,
    "category" TEXT,
    "from_minor" BIGINT,
    "until_minor" BIGINT,

    CONSTRAINT "shelf_change_pkey" PRIMARY KEY ("id")
);
