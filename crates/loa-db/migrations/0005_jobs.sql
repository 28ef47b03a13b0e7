-- What is to be done later, put in the same unit of work as the change that asks for it.
-- run_at: when to try next; due_at: the moment that it is for. A node that works on it has it until locked_until.
CREATE TABLE job (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    lane TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    unique_key TEXT,
    state TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    locked_until BIGINT,
    error TEXT,
    created_at BIGINT NOT NULL,
    done_at BIGINT
);
CREATE INDEX job_due ON job (lane, run_at, id) WHERE state = 'waiting';
CREATE INDEX job_of_locality ON job (locality_id, state, id);
CREATE UNIQUE INDEX job_once ON job (locality_id, kind, unique_key);

-- The next moment of what happens again and again.
CREATE TABLE schedule (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    name TEXT NOT NULL,
    next_at BIGINT NOT NULL,
    PRIMARY KEY (locality_id, name)
);
CREATE INDEX schedule_due ON schedule (next_at);

-- Messages to people. Where to is looked up when one is sent.
CREATE TABLE message (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    channel TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    unique_key TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    way TEXT,
    error TEXT,
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    UNIQUE (locality_id, unique_key)
);
CREATE INDEX message_of_person ON message (locality_id, person_id, id);
CREATE INDEX message_of_state ON message (locality_id, state, id);

ALTER TABLE person ADD COLUMN email TEXT;
