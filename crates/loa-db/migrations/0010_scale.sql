-- Changes with every change of units and successors; what programs keep of them is found by it.
ALTER TABLE locality ADD COLUMN units_revision BIGINT NOT NULL DEFAULT 0;
UPDATE locality SET units_revision = id;
