-- A call for sub-plans: units that have duties by a plan in force are to file a plan of their own by a day (PLAN-03).
-- order_id: the order of that plan that asks for it, which filing proves; words: what else the call says.
CREATE TABLE subplan_call (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    order_id BIGINT REFERENCES assignment (id),
    due_on TEXT NOT NULL,
    words TEXT NOT NULL,
    request_key TEXT NOT NULL,
    created_by BIGINT REFERENCES person (id),
    created_at BIGINT NOT NULL,
    UNIQUE (locality_id, request_key)
);

-- What one unit owes by a call; once for a plan, whoever calls. state: called, filed, returned, accepted; timing of the
-- first filing: missing, on_time, late. latest: the last edition; in_force: the accepted one, which a later edition
-- leaves alone until it is accepted itself. left_out: orders of the plan that were not found in the last edition.
CREATE TABLE subplan (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    call_id BIGINT NOT NULL REFERENCES subplan_call (id),
    plan_id BIGINT NOT NULL REFERENCES plan (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    state TEXT NOT NULL,
    timing TEXT NOT NULL,
    first_filed_on TEXT,
    latest BIGINT NOT NULL,
    in_force BIGINT,
    left_out BIGINT NOT NULL,
    UNIQUE (plan_id, unit_id)
);
CREATE INDEX subplan_of_call ON subplan (call_id, unit_id);
CREATE INDEX subplan_of_unit ON subplan (locality_id, unit_id);
CREATE INDEX subplan_by_timing ON subplan (locality_id, timing, call_id, unit_id);

-- One filing; it is never changed. clauses: its lines and rows, JSON. verdict: NULL, returned, accepted.
CREATE TABLE subplan_edition (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    subplan_id BIGINT NOT NULL REFERENCES subplan (id),
    ordinal BIGINT NOT NULL,
    file_id BIGINT REFERENCES file (id),
    file_name TEXT NOT NULL,
    clauses TEXT NOT NULL,
    request_key TEXT NOT NULL,
    filed_by BIGINT REFERENCES person (id),
    filed_at BIGINT NOT NULL,
    verdict TEXT,
    judged_by BIGINT REFERENCES person (id),
    judged_at BIGINT,
    UNIQUE (subplan_id, ordinal),
    UNIQUE (subplan_id, request_key)
);
CREATE INDEX subplan_edition_of_file ON subplan_edition (file_id);

-- Why an edition was returned: on one of its clauses (from 0), or on all of it.
CREATE TABLE subplan_remark (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    edition_id BIGINT NOT NULL REFERENCES subplan_edition (id),
    position BIGINT NOT NULL,
    clause BIGINT,
    words TEXT NOT NULL,
    PRIMARY KEY (edition_id, position)
);

-- A person says where an edition holds an order that was not found in it by machine.
CREATE TABLE subplan_cover (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    edition_id BIGINT NOT NULL REFERENCES subplan_edition (id),
    assignment_id BIGINT NOT NULL REFERENCES assignment (id),
    clause BIGINT NOT NULL,
    told_by BIGINT REFERENCES person (id),
    told_at BIGINT NOT NULL,
    PRIMARY KEY (edition_id, assignment_id)
);
