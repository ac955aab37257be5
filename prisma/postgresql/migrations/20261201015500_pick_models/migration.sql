-- Models of the former format cannot be read any more. Training makes new ones.
DELETE FROM "model_snapshot" WHERE "kind" IN ('picks', 'item-knn');
