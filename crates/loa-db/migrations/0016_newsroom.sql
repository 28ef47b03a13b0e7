-- What the public sees of a unit changed: what was made before that is made anew, on every node. version only grows.
CREATE TABLE public_change (
    unit_id BIGINT PRIMARY KEY REFERENCES unit (id),
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX public_change_at ON public_change (changed_at);

-- A section of the site of a unit (chuyên mục). origin: the order that asks for it, so that its articles prove duties.
CREATE TABLE news_section (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    position BIGINT NOT NULL,
    origin BIGINT,
    ended_at BIGINT,
    UNIQUE (unit_id, slug)
);

-- An article of a unit. state: of the words that are worked on; public_revision: what the public reads, NULL for nothing;
-- last_public: what it read last.
-- section_id, language: of what the public reads. duty_id: what it is to prove; activity_id: what it was recorded as. publish_at, expire_at: moments that are ahead.
-- origin_id: the article of record that this is a version of in another language, origin_revision: the words there that it was made from;
-- stale_at: since when the public reads newer words there; translator_id, speaker_id: who was asked to make it, to read it over.
CREATE TABLE article (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    section_id BIGINT NOT NULL REFERENCES news_section (id),
    slug TEXT NOT NULL,
    is_sample BOOLEAN NOT NULL,
    audience TEXT NOT NULL,
    language TEXT NOT NULL,
    origin_id BIGINT REFERENCES article (id),
    origin_revision BIGINT,
    stale_at BIGINT,
    translator_id BIGINT REFERENCES person (id),
    speaker_id BIGINT REFERENCES person (id),
    state TEXT NOT NULL,
    revision BIGINT NOT NULL,
    public_revision BIGINT,
    last_public BIGINT,
    is_forced BOOLEAN NOT NULL,
    duty_id BIGINT REFERENCES duty (id),
    activity_id BIGINT REFERENCES activity (id),
    publish_at BIGINT,
    expire_at BIGINT,
    review_on TEXT,
    first_public_at BIGINT,
    changed_at BIGINT,
    notice TEXT NOT NULL,
    turn BIGINT NOT NULL,
    created_by BIGINT NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL,
    UNIQUE (unit_id, slug)
);
CREATE INDEX article_of_unit ON article (locality_id, unit_id, state, id);
CREATE INDEX article_of_state ON article (locality_id, state, id);
CREATE INDEX article_public ON article (unit_id, first_public_at, id);
CREATE INDEX article_public_of_language ON article (unit_id, language, first_public_at, id);
-- Most have none: counted in, they would make every look for the few seem as dear as reading all.
CREATE INDEX article_of_origin ON article (origin_id) WHERE origin_id IS NOT NULL;
CREATE INDEX article_stale ON article (locality_id, unit_id) WHERE stale_at IS NOT NULL;
CREATE INDEX article_public_of_section ON article (section_id, first_public_at, id);

-- The words of an article as they were at some time; never changed. source: as written; body: HTML that is safe.
CREATE TABLE article_revision (
    article_id BIGINT NOT NULL REFERENCES article (id),
    ordinal BIGINT NOT NULL,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    section_id BIGINT NOT NULL REFERENCES news_section (id),
    language TEXT NOT NULL,
    title TEXT NOT NULL,
    lead TEXT NOT NULL,
    picture_id BIGINT REFERENCES file (id),
    picture_alt TEXT NOT NULL,
    picture_consent TEXT NOT NULL,
    audio_id BIGINT REFERENCES file (id),
    written_by BIGINT NOT NULL REFERENCES person (id),
    written_at BIGINT NOT NULL,
    -- The long ones last: what stands before them is read without them.
    body TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (article_id, ordinal)
);
CREATE INDEX article_revision_picture ON article_revision (picture_id) WHERE picture_id IS NOT NULL;
CREATE INDEX article_revision_audio ON article_revision (audio_id) WHERE audio_id IS NOT NULL;

-- What was done with an article, by whom, about which revision. person_id NULL: the program at a moment that was set.
CREATE TABLE article_step (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    article_id BIGINT NOT NULL REFERENCES article (id),
    ordinal BIGINT NOT NULL,
    kind TEXT NOT NULL,
    remark TEXT NOT NULL,
    person_id BIGINT REFERENCES person (id),
    made_at BIGINT NOT NULL
);
CREATE INDEX article_step_of_article ON article_step (article_id, id);

-- The public site of a unit: at /cong/slug, and under a host name of its own where it has one.
CREATE TABLE site (
    unit_id BIGINT PRIMARY KEY REFERENCES unit (id),
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    slug TEXT NOT NULL UNIQUE,
    host TEXT UNIQUE,
    name TEXT NOT NULL,
    about TEXT NOT NULL,
    officer TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    address TEXT NOT NULL,
    hours TEXT NOT NULL,
    emblem_id BIGINT REFERENCES file (id),
    is_open BOOLEAN NOT NULL,
    changed_by BIGINT NOT NULL REFERENCES person (id),
    changed_at BIGINT NOT NULL
);
CREATE INDEX site_of_locality ON site (locality_id, unit_id);
