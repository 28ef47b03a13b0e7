-- The rungs of the ladder of urging that duties have reached: each once for a due day, whatever the clock does.
CREATE TABLE reminder (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    duty_id BIGINT NOT NULL REFERENCES duty (id) ON DELETE CASCADE,
    due_on TEXT NOT NULL,
    rung TEXT NOT NULL,
    on_day TEXT NOT NULL,
    PRIMARY KEY (duty_id, due_on, rung)
);
CREATE INDEX duty_extended ON duty (locality_id, extended_to) WHERE extended_to IS NOT NULL;

-- What a person is told on a morning: one message a day. Its words are made when it goes, of what is still open then.
CREATE TABLE digest (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    on_day TEXT NOT NULL,
    message_id BIGINT NOT NULL REFERENCES message (id),
    UNIQUE (locality_id, person_id, on_day)
);
CREATE INDEX digest_of_message ON digest (message_id);

-- part: why this person is told: own, head, steer.
CREATE TABLE digest_item (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    digest_id BIGINT NOT NULL REFERENCES digest (id) ON DELETE CASCADE,
    duty_id BIGINT NOT NULL REFERENCES duty (id) ON DELETE CASCADE,
    rung TEXT NOT NULL,
    part TEXT NOT NULL,
    PRIMARY KEY (digest_id, duty_id)
);
CREATE INDEX digest_item_of_duty ON digest_item (duty_id);

-- A letter of urging to a unit, as it was sent or told in another way. way: mail, other.
CREATE TABLE urge (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    person_id BIGINT NOT NULL REFERENCES person (id),
    at BIGINT NOT NULL,
    on_day TEXT NOT NULL,
    way TEXT NOT NULL,
    letter TEXT NOT NULL,
    short TEXT NOT NULL,
    duties BIGINT NOT NULL
);
CREATE INDEX urge_of_unit ON urge (locality_id, unit_id, id);

CREATE TABLE urge_duty (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    urge_id BIGINT NOT NULL REFERENCES urge (id) ON DELETE CASCADE,
    duty_id BIGINT NOT NULL REFERENCES duty (id) ON DELETE CASCADE,
    PRIMARY KEY (urge_id, duty_id)
);
CREATE INDEX urge_duty_of ON urge_duty (duty_id);

-- A message that went to a person because of a letter.
CREATE TABLE urge_message (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    urge_id BIGINT NOT NULL REFERENCES urge (id) ON DELETE CASCADE,
    message_id BIGINT NOT NULL REFERENCES message (id),
    PRIMARY KEY (urge_id, message_id)
);

-- A link to the leader's page that needs no password: it ends by itself and can be withdrawn.
CREATE TABLE overview_link (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    token_hash TEXT NOT NULL UNIQUE,
    made_by BIGINT NOT NULL REFERENCES person (id),
    made_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    withdrawn_at BIGINT,
    opened BIGINT NOT NULL,
    opened_at BIGINT
);
CREATE INDEX overview_link_of_locality ON overview_link (locality_id, id);
