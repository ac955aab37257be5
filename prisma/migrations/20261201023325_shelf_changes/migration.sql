-- CreateTable
CREATE TABLE "shelf_change" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "product_id" INTEGER,
    "category" TEXT,
    "from_minor" BIGINT,
    "until_minor" BIGINT
);
