-- Codes of an app on the phone. The secret is sealed with the key of the installation; a time step is used once.
CREATE TABLE totp (
    person_id BIGINT PRIMARY KEY REFERENCES person (id),
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    secret TEXT NOT NULL,
    last_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    tried_at BIGINT NOT NULL
);

-- For whoever has lost the phone: each once. Only the hash is kept.
CREATE TABLE recovery_code (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    code_hash TEXT NOT NULL,
    used_at BIGINT
);
CREATE INDEX recovery_code_of_person ON recovery_code (person_id);

-- Keys in phones, computers and on key rings; `credential` is their public part and counter, as JSON.
CREATE TABLE passkey (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    credential_id TEXT NOT NULL UNIQUE,
    credential TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX passkey_of_person ON passkey (person_id);

-- Accounts elsewhere (OpenID Connect) by which a person signs in.
CREATE TABLE outside_account (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    used_at BIGINT,
    UNIQUE (issuer, subject)
);
CREATE INDEX outside_account_of_person ON outside_account (person_id);

-- Somebody on the way in, for some minutes: what was proved so far, what the browser must bring back.
CREATE TABLE sign_in_step (
    token_hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    locality_id BIGINT REFERENCES locality (id),
    person_id BIGINT REFERENCES person (id),
    state TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Roles of a locality for which a second factor is a must.
CREATE TABLE second_factor_rule (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    role TEXT NOT NULL,
    PRIMARY KEY (locality_id, role)
);

-- A second factor that somebody else took away: its person is told when they next sign in.
CREATE TABLE factor_reset (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL,
    told_at BIGINT
);
CREATE INDEX factor_reset_of_person ON factor_reset (person_id);

-- Attempts at one login from everywhere.
CREATE INDEX sign_in_failure_of_login ON sign_in_failure (login_hash, at);
