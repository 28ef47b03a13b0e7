-- A locality is a tenant: a root unit and its tree.
CREATE TABLE locality (
    id BIGINT PRIMARY KEY,
    name TEXT NOT NULL,
    root_unit_id BIGINT,
    help_phone TEXT,
    created_at BIGINT NOT NULL
);

-- What stays the same of a unit while its name, kind and parent change.
CREATE TABLE unit (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    key TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (locality_id, key)
);

-- What a unit was called and where it belonged, from its first day to the day before valid_to.
CREATE TABLE unit_version (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    parent_id BIGINT REFERENCES unit (id),
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    level TEXT NOT NULL,
    code TEXT NOT NULL,
    aliases TEXT NOT NULL,
    position BIGINT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    UNIQUE (unit_id, valid_from)
);
CREATE INDEX unit_version_of_locality ON unit_version (locality_id, valid_from);

-- Who carries on the work of a unit that was merged, split or abolished.
CREATE TABLE unit_successor (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    successor_id BIGINT NOT NULL REFERENCES unit (id),
    on_date TEXT NOT NULL,
    basis TEXT NOT NULL,
    PRIMARY KEY (unit_id, successor_id)
);

-- Units that a plan names together.
CREATE TABLE unit_group (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    name TEXT NOT NULL,
    UNIQUE (locality_id, name)
);
CREATE TABLE unit_group_member (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    group_id BIGINT NOT NULL REFERENCES unit_group (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    PRIMARY KEY (group_id, unit_id)
);
