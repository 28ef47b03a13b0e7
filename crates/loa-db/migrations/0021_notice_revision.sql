-- What a posted notice said until it was put right in place: one row a correction. ordinal: 1 for the first. title, source,
-- places, file_id: as they stood until then. reason: why, which the public reads beside the day of corrected_at.
CREATE TABLE notice_revision (
    notice_id BIGINT NOT NULL REFERENCES notice (id),
    ordinal BIGINT NOT NULL,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    places TEXT NOT NULL,
    file_id BIGINT REFERENCES file (id),
    reason TEXT NOT NULL,
    corrected_by BIGINT NOT NULL REFERENCES person (id),
    corrected_at BIGINT NOT NULL,
    PRIMARY KEY (notice_id, ordinal)
);
CREATE INDEX notice_revision_file ON notice_revision (file_id);
