-- What was decided about a document of a register and the public. word: public, withdrawn (it was public), secret, lifted (it
-- was secret); a document without a row is nobody's to read. reason: why it was withdrawn, is secret, or no longer.
-- kind, dated_on, folded: of the document, for lists and search.
CREATE TABLE disclosure (
    document_id BIGINT PRIMARY KEY REFERENCES official_document (id),
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    word TEXT NOT NULL,
    reason TEXT NOT NULL,
    kind TEXT NOT NULL,
    dated_on TEXT NOT NULL,
    folded TEXT NOT NULL,
    turn BIGINT NOT NULL,
    decided_by BIGINT NOT NULL REFERENCES person (id),
    decided_at BIGINT NOT NULL
);
CREATE INDEX disclosure_of_unit ON disclosure (unit_id, word, dated_on, document_id);

-- What a unit posts for its people (niêm yết). matter: 1 to 13, what the law on grassroots democracy wants published.
-- state: draft, posted, withdrawn. posted_until NULL: for good. places: one a line. loud_days: days on the loudspeakers.
-- source: as written; body: HTML that is safe. reason: why it was withdrawn.
CREATE TABLE notice (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    slug TEXT NOT NULL,
    matter BIGINT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    body TEXT NOT NULL,
    folded TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    posted_from TEXT NOT NULL,
    posted_until TEXT,
    places TEXT NOT NULL,
    loud_days BIGINT,
    file_id BIGINT REFERENCES file (id),
    duty_id BIGINT REFERENCES duty (id),
    activity_id BIGINT REFERENCES activity (id),
    state TEXT NOT NULL,
    posted_at BIGINT,
    withdrawn_at BIGINT,
    reason TEXT NOT NULL,
    turn BIGINT NOT NULL,
    written_by BIGINT NOT NULL REFERENCES person (id),
    written_at BIGINT NOT NULL,
    UNIQUE (unit_id, slug)
);
CREATE INDEX notice_of_unit ON notice (locality_id, unit_id, id);
CREATE INDEX notice_by_age ON notice (locality_id, id);
CREATE INDEX notice_posted ON notice (unit_id, state, posted_from, id);
CREATE INDEX notice_file ON notice (file_id);

-- A short address for ever: /t/code leads to wherever the thing is now. kind: article, notice, document, site. Rows are only
-- added: a code is on paper. Codes are of all localities.
CREATE TABLE short_address (
    code TEXT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    kind TEXT NOT NULL,
    target_id BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    UNIQUE (kind, target_id)
);

-- What the public finds on the site of a unit: kind and target_id as above. place: below the address of the site.
-- found_title, found: title, and all of it, folded.
CREATE TABLE catalogue_entry (
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    kind TEXT NOT NULL,
    target_id BIGINT NOT NULL,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    place TEXT NOT NULL,
    title TEXT NOT NULL,
    lead TEXT NOT NULL,
    dated_on TEXT NOT NULL,
    found_title TEXT NOT NULL,
    found TEXT NOT NULL,
    PRIMARY KEY (unit_id, kind, target_id)
);
CREATE INDEX catalogue_entry_by_age ON catalogue_entry (unit_id, dated_on);
