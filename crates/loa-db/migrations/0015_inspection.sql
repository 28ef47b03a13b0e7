-- A year's programme of inspections. first_on and last_on: the period whose work is looked at; plan_id: the plan, NULL for
-- all that units owe. within: the inspection of administrative reform that it is a part of, so that one visit counts for both.
CREATE TABLE inspection_programme (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    year BIGINT NOT NULL,
    title TEXT NOT NULL,
    number TEXT NOT NULL,
    issued_on TEXT,
    within TEXT NOT NULL,
    plan_id BIGINT REFERENCES plan (id),
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    created_by BIGINT NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL,
    request_key TEXT NOT NULL,
    UNIQUE (created_by, request_key)
);
CREATE INDEX inspection_programme_of_locality ON inspection_programme (locality_id, year, id);

-- A visit to a unit. state: planned, visited, concluded, closed, cancelled. again_of: the visit whose findings it looks at again.
CREATE TABLE inspection (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    programme_id BIGINT NOT NULL REFERENCES inspection_programme (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    again_of BIGINT REFERENCES inspection (id),
    planned_on TEXT NOT NULL,
    team TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    visited_on TEXT,
    visited_at BIGINT,
    present TEXT NOT NULL,
    conclusion TEXT NOT NULL,
    concluded_by BIGINT REFERENCES person (id),
    concluded_at BIGINT,
    concluded_on TEXT,
    closed_by BIGINT REFERENCES person (id),
    closed_at BIGINT,
    created_by BIGINT NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX inspection_of_programme ON inspection (programme_id, planned_on, id);
CREATE INDEX inspection_of_unit ON inspection (locality_id, unit_id, planned_on, id);

-- What is looked at. key: tells it apart within the visit, also on a phone that has not sent it yet (a UUID then).
-- origin: the order whose duties it is about; duty_id: one of them; known: what was known of them when the visit was concluded.
CREATE TABLE inspection_item (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    inspection_id BIGINT NOT NULL REFERENCES inspection (id),
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    position BIGINT NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    origin BIGINT,
    finding_id BIGINT,
    known TEXT NOT NULL,
    UNIQUE (inspection_id, key)
);

-- Answers are only ever added: of one item the one said last holds. is_late: it came when the visit was concluded already.
CREATE TABLE inspection_answer (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    inspection_id BIGINT NOT NULL REFERENCES inspection (id),
    item_id BIGINT NOT NULL REFERENCES inspection_item (id),
    verdict TEXT NOT NULL,
    remark TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person (id),
    said_at BIGINT NOT NULL,
    filed_at BIGINT NOT NULL,
    is_late BOOLEAN NOT NULL,
    request_key TEXT NOT NULL,
    UNIQUE (person_id, request_key)
);
CREATE INDEX inspection_answer_of ON inspection_answer (inspection_id, item_id, said_at, id);

CREATE TABLE inspection_answer_file (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    answer_id BIGINT NOT NULL REFERENCES inspection_answer (id),
    file_id BIGINT NOT NULL REFERENCES file (id),
    position BIGINT NOT NULL,
    taken_at BIGINT,
    PRIMARY KEY (answer_id, file_id)
);
CREATE INDEX inspection_answer_file_of_file ON inspection_answer_file (file_id);

-- What the unit says before the conclusion, and that it agrees to the minutes. kind: explained, nothing, agreed.
CREATE TABLE inspection_reply (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    inspection_id BIGINT NOT NULL REFERENCES inspection (id),
    kind TEXT NOT NULL,
    words TEXT NOT NULL,
    person_id BIGINT NOT NULL REFERENCES person (id),
    said_at BIGINT NOT NULL,
    request_key TEXT NOT NULL,
    UNIQUE (person_id, request_key)
);
CREATE INDEX inspection_reply_of ON inspection_reply (inspection_id, id);

-- A finding; its duty has it as origin, and how that stands is how the finding stands.
CREATE TABLE finding (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    inspection_id BIGINT NOT NULL REFERENCES inspection (id),
    item_id BIGINT NOT NULL REFERENCES inspection_item (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    what TEXT NOT NULL,
    basis TEXT NOT NULL,
    remedy TEXT NOT NULL,
    due_on TEXT NOT NULL,
    found_on TEXT NOT NULL,
    UNIQUE (inspection_id, item_id)
);
CREATE INDEX finding_of_unit ON finding (locality_id, unit_id, found_on, id);
CREATE INDEX finding_by_day ON finding (locality_id, found_on, id);

-- Questions that are asked of every unit, in the order of position; those that are asked no more have ended_at.
CREATE TABLE inspection_question (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    position BIGINT NOT NULL,
    title TEXT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX inspection_question_of ON inspection_question (locality_id, position);
