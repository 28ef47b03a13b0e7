CREATE TABLE person (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    login TEXT NOT NULL UNIQUE,
    full_name TEXT NOT NULL,
    phone TEXT,
    password TEXT,
    feed_token_hash TEXT UNIQUE,
    left_on TEXT,
    created_at BIGINT NOT NULL
);

-- A role holds for a unit and everything below it, from its first day to the day before valid_to.
CREATE TABLE role_grant (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    role TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_to TEXT,
    given_by BIGINT REFERENCES person (id),
    given_at BIGINT NOT NULL
);
CREATE INDEX role_grant_of_person ON role_grant (person_id);

-- While a person is away another one acts with the same roles.
CREATE TABLE delegation (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    delegate_id BIGINT NOT NULL REFERENCES person (id),
    valid_from TEXT NOT NULL,
    valid_to TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX delegation_to ON delegation (delegate_id);

-- A link by which a person sets a password, once. Only the hash of its secret is kept.
CREATE TABLE invitation (
    token_hash TEXT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    created_by BIGINT REFERENCES person (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE session (
    token_hash TEXT PRIMARY KEY,
    id BIGINT NOT NULL UNIQUE,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    agent TEXT NOT NULL,
    address TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    ended_at BIGINT
);
CREATE INDEX session_of_person ON session (person_id);

-- Failed attempts of the last minutes. Login and address are hashed: the table is for counting only.
CREATE TABLE sign_in_failure (
    id BIGINT PRIMARY KEY,
    login_hash TEXT NOT NULL,
    address_hash TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX sign_in_failure_at ON sign_in_failure (address_hash, at);

CREATE TABLE audit_entry (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    at BIGINT NOT NULL,
    person_id BIGINT,
    action TEXT NOT NULL,
    thing TEXT NOT NULL,
    thing_id BIGINT,
    detail TEXT NOT NULL
);
CREATE INDEX audit_entry_of_locality ON audit_entry (locality_id, at);
