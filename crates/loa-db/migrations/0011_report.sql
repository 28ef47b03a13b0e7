-- By which way something was made known, in how many pieces, for how many minutes (REP-11).
ALTER TABLE activity ADD COLUMN channel TEXT NOT NULL DEFAULT '';
ALTER TABLE activity ADD COLUMN pieces BIGINT;
ALTER TABLE activity ADD COLUMN minutes BIGINT;
ALTER TABLE activity_before ADD COLUMN channel TEXT NOT NULL DEFAULT '';
ALTER TABLE activity_before ADD COLUMN pieces BIGINT;
ALTER TABLE activity_before ADD COLUMN minutes BIGINT;

-- How a locality reports by a form: the days of a month by which units and then the locality send it, and to whom. Without a row
-- nothing is composed by itself (REP-06: an administrator must set the days).
CREATE TABLE report_regime (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    form TEXT NOT NULL,
    units_day BIGINT NOT NULL,
    due_day BIGINT NOT NULL,
    addressee TEXT NOT NULL,
    recipients TEXT NOT NULL,
    authority TEXT NOT NULL,
    position TEXT NOT NULL,
    signer TEXT NOT NULL,
    set_by BIGINT NOT NULL REFERENCES person (id),
    set_at BIGINT NOT NULL,
    PRIMARY KEY (locality_id, form)
);

-- A form as a locality changed it; the one that the program brings holds where there is none.
CREATE TABLE report_form (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    form TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    definition TEXT NOT NULL,
    changed_by BIGINT NOT NULL REFERENCES person (id),
    changed_at BIGINT NOT NULL
);
CREATE INDEX report_form_of ON report_form (locality_id, form, valid_from);

-- One period of one form. first_on and last_on bound the days that count (REP-01).
CREATE TABLE report_round (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    form TEXT NOT NULL,
    period TEXT NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    units_due_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    opened_by BIGINT REFERENCES person (id),
    opened_at BIGINT NOT NULL,
    UNIQUE (locality_id, form, period)
);

-- What one unit reports in one period. name and parent_id are those of the period, for ever.
CREATE TABLE report (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    round_id BIGINT NOT NULL REFERENCES report_round (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    parent_id BIGINT REFERENCES unit (id),
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    state TEXT NOT NULL,
    edition BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    days_late BIGINT,
    composed_at BIGINT NOT NULL,
    figures TEXT NOT NULL,
    corrections TEXT NOT NULL,
    narrative TEXT NOT NULL,
    revision BIGINT NOT NULL,
    UNIQUE (round_id, unit_id)
);
CREATE INDEX report_of_round ON report (locality_id, round_id, state, position);
CREATE INDEX report_of_unit ON report (locality_id, unit_id, id);

-- A report as it was submitted, or as it counted in the report above while its unit was silent (filed_by is null): never changed.
CREATE TABLE report_edition (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    report_id BIGINT NOT NULL REFERENCES report (id),
    ordinal BIGINT NOT NULL,
    totals TEXT NOT NULL,
    content TEXT NOT NULL,
    digest TEXT NOT NULL,
    composed_at BIGINT NOT NULL,
    filed_by BIGINT REFERENCES person (id),
    filed_at BIGINT NOT NULL,
    UNIQUE (report_id, ordinal)
);

-- An edition that was issued, with its number: the document as it went out, from which its files are made again.
CREATE TABLE report_issue (
    edition_id BIGINT PRIMARY KEY REFERENCES report_edition (id),
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    report_id BIGINT NOT NULL REFERENCES report (id),
    ordinal BIGINT NOT NULL,
    official_id BIGINT NOT NULL,
    document TEXT NOT NULL,
    digest TEXT NOT NULL,
    issued_by BIGINT NOT NULL REFERENCES person (id),
    issued_at BIGINT NOT NULL
);
CREATE INDEX report_issue_of ON report_issue (locality_id, report_id, ordinal);

-- Which activities an edition, or the draft of the next one, counts.
CREATE TABLE report_source (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    report_id BIGINT NOT NULL REFERENCES report (id),
    ordinal BIGINT NOT NULL,
    activity_id BIGINT NOT NULL REFERENCES activity (id),
    PRIMARY KEY (report_id, ordinal, activity_id)
);

-- What was done with a report, for people.
CREATE TABLE report_step (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    report_id BIGINT NOT NULL REFERENCES report (id),
    ordinal BIGINT NOT NULL,
    act TEXT NOT NULL,
    remark TEXT NOT NULL,
    person_id BIGINT REFERENCES person (id),
    at BIGINT NOT NULL
);
CREATE INDEX report_step_of ON report_step (report_id, id);
