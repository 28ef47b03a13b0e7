-- Changes with every change of units and successors; what programs keep of them is found by it.
ALTER TABLE locality ADD COLUMN units_revision BIGINT NOT NULL DEFAULT 0;
UPDATE locality SET units_revision = id;

-- What some units owe: matrix, lists and calendar of a district read the index alone.
DROP INDEX duty_of_unit;
CREATE INDEX duty_of_unit ON duty (locality_id, unit_id, due_on, state, origin, id);
-- What stands the same in the whole locality, by day: the first page of a long list reads its own lines only.
CREATE INDEX duty_by_state ON duty (locality_id, state, due_on, id, unit_id, origin);

-- Activities of a month, of some units or of all: how many, and how many people they reached, from the index alone.
DROP INDEX activity_of_unit;
CREATE INDEX activity_of_unit ON activity (locality_id, unit_id, happened_on, id, people);
CREATE INDEX activity_by_day ON activity (locality_id, happened_on, id, people);

-- Whose duty a proof is for, beside the proof: the queue of who judges a district does not look at the whole locality.
ALTER TABLE proof ADD COLUMN unit_id BIGINT NOT NULL DEFAULT 0;
UPDATE proof SET unit_id = (SELECT duty.unit_id FROM duty WHERE duty.id = proof.duty_id);
DROP INDEX proof_unchecked;
CREATE INDEX proof_unchecked ON proof (locality_id, state, given_at, id) WHERE checked_at IS NULL;
CREATE INDEX proof_unchecked_of_unit ON proof (locality_id, unit_id, state, given_at, id) WHERE checked_at IS NULL;
