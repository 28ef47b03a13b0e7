-- Where from; and the place of each entry in the chain of its locality, given after it was saved.
ALTER TABLE audit_entry ADD COLUMN address TEXT;
ALTER TABLE audit_entry ADD COLUMN seq BIGINT;
ALTER TABLE audit_entry ADD COLUMN hash TEXT;
CREATE UNIQUE INDEX audit_entry_of_chain ON audit_entry (locality_id, seq);
CREATE INDEX audit_entry_of_person ON audit_entry (locality_id, person_id, at);
CREATE INDEX audit_entry_of_action ON audit_entry (locality_id, action, at);

-- The end of each chain.
CREATE TABLE audit_head (
    locality_id BIGINT PRIMARY KEY REFERENCES locality (id),
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);
