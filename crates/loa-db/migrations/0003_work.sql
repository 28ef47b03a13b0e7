-- A file that somebody gave. The bytes are kept once by their hash, outside the database; a picture has a small form.
CREATE TABLE file (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    sha256 TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    name TEXT NOT NULL,
    small_sha256 TEXT,
    width BIGINT,
    height BIGINT,
    created_by BIGINT REFERENCES person (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX file_by_hash ON file (locality_id, sha256);

-- What was done. happened_on is the day that it shows, filed_at the moment it was told.
CREATE TABLE activity (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    code TEXT NOT NULL,
    what TEXT NOT NULL,
    place TEXT NOT NULL,
    happened_on TEXT NOT NULL,
    filed_at BIGINT NOT NULL,
    audience TEXT NOT NULL,
    people BIGINT,
    language TEXT NOT NULL,
    cost_dong BIGINT,
    is_sample BOOLEAN NOT NULL,
    request_key TEXT NOT NULL,
    UNIQUE (person_id, request_key),
    UNIQUE (locality_id, code)
);
CREATE INDEX activity_of_unit ON activity (locality_id, unit_id, happened_on);

CREATE TABLE activity_file (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    activity_id BIGINT NOT NULL REFERENCES activity (id),
    file_id BIGINT NOT NULL REFERENCES file (id),
    position BIGINT NOT NULL,
    taken_at BIGINT,
    PRIMARY KEY (activity_id, file_id)
);
CREATE INDEX activity_file_of_file ON activity_file (file_id);

-- The last number that was given in a year.
CREATE TABLE activity_number (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    year BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (locality_id, year)
);

-- What an activity said before its officer put it right.
CREATE TABLE activity_before (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    activity_id BIGINT NOT NULL REFERENCES activity (id),
    what TEXT NOT NULL,
    place TEXT NOT NULL,
    happened_on TEXT NOT NULL,
    audience TEXT NOT NULL,
    people BIGINT,
    language TEXT NOT NULL,
    cost_dong BIGINT,
    files BIGINT NOT NULL,
    replaced_at BIGINT NOT NULL
);
CREATE INDEX activity_before_of ON activity_before (activity_id);

-- One dated occurrence for one unit. origin is what ordered it (an assignment of a plan).
-- wanted: activities that it takes; recorded: those that count or wait to be accepted.
-- approval_set: 'yes' or 'no' where the coordinator decided apart from the plan's needs_approval.
-- state: open, waiting, returned, met, cancelled; met_on is kept while waiting, too.
-- revision counts changes, for calendars that hold a copy.
CREATE TABLE duty (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    origin BIGINT NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    position BIGINT NOT NULL,
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    role TEXT NOT NULL,
    period TEXT NOT NULL,
    opens_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    extended_to TEXT,
    needs_approval BOOLEAN NOT NULL,
    approval_set TEXT,
    wanted BIGINT NOT NULL,
    recorded BIGINT NOT NULL,
    state TEXT NOT NULL,
    met_on TEXT,
    revision BIGINT NOT NULL,
    UNIQUE (origin, unit_id, role, period, opens_on)
);
CREATE INDEX duty_of_unit ON duty (locality_id, unit_id, due_on);
-- All that the board counts: it reads the index alone.
CREATE INDEX duty_by_day ON duty (locality_id, due_on, unit_id, origin, state, id);

-- An activity that proves a duty. state: accepted, waiting, returned.
CREATE TABLE proof (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    duty_id BIGINT NOT NULL REFERENCES duty (id),
    activity_id BIGINT NOT NULL REFERENCES activity (id),
    state TEXT NOT NULL,
    given_at BIGINT NOT NULL,
    checked_by BIGINT REFERENCES person (id),
    checked_at BIGINT,
    reason TEXT,
    UNIQUE (duty_id, activity_id)
);
CREATE INDEX proof_of_activity ON proof (activity_id);
CREATE INDEX proof_unchecked ON proof (locality_id, checked_at);

CREATE TABLE extension (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    duty_id BIGINT NOT NULL REFERENCES duty (id),
    until TEXT NOT NULL,
    reason TEXT NOT NULL,
    given_by BIGINT NOT NULL REFERENCES person (id),
    given_at BIGINT NOT NULL
);
CREATE INDEX extension_of_duty ON extension (duty_id);

CREATE TABLE plan (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    year BIGINT NOT NULL,
    title TEXT NOT NULL,
    number TEXT NOT NULL,
    issuer TEXT NOT NULL,
    issued_on TEXT,
    copied_from BIGINT REFERENCES plan (id),
    created_by BIGINT REFERENCES person (id),
    created_at BIGINT NOT NULL
);

-- One reading of a plan document. state: draft, adopted, replaced, dropped.
-- source is the running text that places in the items point into, layout its lines and tables; head, layout and
-- notices are JSON. digest keeps the same document from being looked over twice at once: it is NULL unless a draft.
CREATE TABLE plan_version (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    ordinal BIGINT NOT NULL,
    file_id BIGINT REFERENCES file (id),
    file_name TEXT NOT NULL,
    digest TEXT,
    state TEXT NOT NULL,
    source TEXT NOT NULL,
    layout TEXT NOT NULL,
    head TEXT NOT NULL,
    notices TEXT NOT NULL,
    created_by BIGINT REFERENCES person (id),
    created_at BIGINT NOT NULL,
    adopted_by BIGINT REFERENCES person (id),
    adopted_at BIGINT,
    UNIQUE (plan_id, ordinal),
    UNIQUE (locality_id, digest)
);

-- One order of a version: as it was read (NULL when a person added it) and as persons left it, both JSON.
CREATE TABLE plan_item (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    version_id BIGINT NOT NULL REFERENCES plan_version (id),
    position BIGINT NOT NULL,
    original TEXT,
    current TEXT NOT NULL,
    removed BOOLEAN NOT NULL,
    changed_by BIGINT REFERENCES person (id),
    changed_at BIGINT
);
CREATE INDEX plan_item_of_version ON plan_item (version_id, position);

-- What the adopted plan orders; keeps its identity from version to version while it says the same.
-- begins_on: the first day on which it can be done, whatever later versions say.
CREATE TABLE assignment (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    item_id BIGINT NOT NULL REFERENCES plan_item (id),
    position BIGINT NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    schedule TEXT NOT NULL,
    begins_on TEXT,
    ended_at BIGINT
);
CREATE INDEX assignment_of_plan ON assignment (plan_id, position);
