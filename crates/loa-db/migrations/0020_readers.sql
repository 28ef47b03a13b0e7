-- Somebody asked for letters of the site of a unit and has not confirmed it. reader_sum: keyed sum of the mail address;
-- reader_sealed: the address, sealed with the key of the installation. sections: identities with blanks between, '' for all;
-- language: '' for all.
CREATE TABLE subscription_ask (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    reader_sum TEXT NOT NULL,
    reader_sealed TEXT NOT NULL,
    language TEXT NOT NULL,
    pace TEXT NOT NULL,
    sections TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX subscription_ask_of_reader ON subscription_ask (unit_id, reader_sum);
CREATE INDEX subscription_ask_of_unit ON subscription_ask (unit_id, asked_at);
CREATE INDEX subscription_ask_ends ON subscription_ask (locality_id, expires_at);

-- Who confirmed it, until they leave. told_until: what was public by then is told; next_on: the day of the next letter;
-- refusals: letters in a row that the mail server of the reader did not want.
CREATE TABLE subscriber (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    reader_sum TEXT NOT NULL,
    reader_sealed TEXT NOT NULL,
    language TEXT NOT NULL,
    pace TEXT NOT NULL,
    sections TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL,
    told_until BIGINT NOT NULL,
    next_on TEXT NOT NULL,
    refusals BIGINT NOT NULL,
    UNIQUE (unit_id, reader_sum)
);
CREATE INDEX subscriber_due ON subscriber (locality_id, next_on, id);

-- Who left lately: a confirmation that was on its way then brings nobody back.
CREATE TABLE subscriber_gone (
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    reader_sum TEXT NOT NULL,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    left_at BIGINT NOT NULL,
    PRIMARY KEY (unit_id, reader_sum)
);
CREATE INDEX subscriber_gone_at ON subscriber_gone (locality_id, left_at);

-- How often letters were asked for, of a day: by keyed sums of the mail address ('' where no letter went) and of the
-- network address.
CREATE TABLE subscription_try (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    reader_sum TEXT NOT NULL,
    network_sum TEXT NOT NULL,
    tried_at BIGINT NOT NULL
);
CREATE INDEX subscription_try_of_reader ON subscription_try (locality_id, reader_sum, tried_at);
CREATE INDEX subscription_try_of_network ON subscription_try (locality_id, network_sum, tried_at);
CREATE INDEX subscription_try_at ON subscription_try (locality_id, tried_at);

-- Readings of an article by day (Vietnam) and language; nodes add up. Nothing tells who read.
CREATE TABLE article_reading (
    article_id BIGINT NOT NULL REFERENCES article (id),
    day TEXT NOT NULL,
    language TEXT NOT NULL,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    many BIGINT NOT NULL,
    PRIMARY KEY (article_id, day, language)
);
CREATE INDEX article_reading_of_day ON article_reading (locality_id, day);

-- Did a page of a site help, by day: answer "co" or "chua", reason one of four keys or ''. page: its address below the
-- site, '' for the first page.
CREATE TABLE page_mark (
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    page TEXT NOT NULL,
    day TEXT NOT NULL,
    answer TEXT NOT NULL,
    reason TEXT NOT NULL,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    many BIGINT NOT NULL,
    PRIMARY KEY (unit_id, page, day, answer, reason)
);
CREATE INDEX page_mark_of_day ON page_mark (locality_id, day);
