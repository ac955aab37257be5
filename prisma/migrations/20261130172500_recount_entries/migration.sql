-- What was counted once a limit came is an entry of its own kind.
UPDATE "escrow_entry" SET "kind" = 'recount' WHERE "kind" = 'commit' AND "ref" = 'recount';
