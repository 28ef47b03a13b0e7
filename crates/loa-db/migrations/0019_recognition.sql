-- Praise or criticism of a unit (subject_id), published on the site of another one (unit_id). state: draft, review, told,
-- approved, public, ended, withdrawn, dropped. finding_id, document_id: what a criticism rests on; decision_id: the decision
-- made public by law that allows a name. round: how often the subject was told; is_replied: it answered in that round;
-- due_on: the last day of its term. until: the last day on which the public reads it.
CREATE TABLE recognition (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    subject_id BIGINT NOT NULL REFERENCES unit (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    finding_id BIGINT REFERENCES finding (id),
    document_id BIGINT REFERENCES official_document (id),
    decision_id BIGINT REFERENCES official_document (id),
    term_days BIGINT NOT NULL,
    round BIGINT NOT NULL,
    is_replied BOOLEAN NOT NULL,
    due_on TEXT,
    until TEXT,
    first_public_at BIGINT,
    ended_at BIGINT,
    turn BIGINT NOT NULL,
    created_by BIGINT NOT NULL REFERENCES person (id),
    created_at BIGINT NOT NULL
);
CREATE INDEX recognition_of_unit ON recognition (locality_id, unit_id, id);
CREATE INDEX recognition_of_subject ON recognition (locality_id, subject_id, id);
CREATE INDEX recognition_public ON recognition (unit_id, state, kind, first_public_at, id);

-- The accepted activities that a praise rests on.
CREATE TABLE recognition_activity (
    entry_id BIGINT NOT NULL REFERENCES recognition (id),
    activity_id BIGINT NOT NULL REFERENCES activity (id),
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    PRIMARY KEY (entry_id, activity_id)
);

-- What the subject says, only ever added. kind: reply (before the public reads it; of a round the last one holds) or
-- correction. state: of a correction waiting, shown or returned with a reason; of a reply shown.
CREATE TABLE recognition_reply (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    entry_id BIGINT NOT NULL REFERENCES recognition (id),
    kind TEXT NOT NULL,
    round BIGINT NOT NULL,
    words TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    said_by BIGINT NOT NULL REFERENCES person (id),
    said_at BIGINT NOT NULL,
    judged_by BIGINT REFERENCES person (id),
    judged_at BIGINT
);
CREATE INDEX recognition_reply_of ON recognition_reply (entry_id, id);

-- What was done with an entry. words: those that were written by this step. person_id NULL: the program at its moment.
CREATE TABLE recognition_step (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    entry_id BIGINT NOT NULL REFERENCES recognition (id),
    kind TEXT NOT NULL,
    remark TEXT NOT NULL,
    words TEXT NOT NULL,
    person_id BIGINT REFERENCES person (id),
    made_at BIGINT NOT NULL
);
CREATE INDEX recognition_step_of ON recognition_step (entry_id, id);

-- What somebody says of a passage of an article. ordinal and block: the revision that they read and the place in it; quote:
-- the words there, by which it is found again in later ones. settled_at NULL: open.
CREATE TABLE article_remark (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    article_id BIGINT NOT NULL REFERENCES article (id),
    ordinal BIGINT NOT NULL,
    block BIGINT NOT NULL,
    quote TEXT NOT NULL,
    words TEXT NOT NULL,
    said_by BIGINT NOT NULL REFERENCES person (id),
    said_at BIGINT NOT NULL,
    settled_by BIGINT REFERENCES person (id),
    settled_at BIGINT
);
CREATE INDEX article_remark_of ON article_remark (article_id, id);
CREATE INDEX article_remark_open ON article_remark (article_id) WHERE settled_at IS NULL;

-- What was answered to a remark.
CREATE TABLE article_remark_answer (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    remark_id BIGINT NOT NULL REFERENCES article_remark (id),
    words TEXT NOT NULL,
    said_by BIGINT NOT NULL REFERENCES person (id),
    said_at BIGINT NOT NULL
);
CREATE INDEX article_remark_answer_of ON article_remark_answer (remark_id, id);

-- Articles that somebody should look at again, by day.
CREATE INDEX article_review ON article (locality_id, review_on, id) WHERE review_on IS NOT NULL;

-- What asking a link of public articles told. verdict: ok, gone, unclear; misses: how often in a row it was not ok;
-- checked_at NULL: not asked yet.
CREATE TABLE checked_link (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    url TEXT NOT NULL,
    is_inside BOOLEAN NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    misses BIGINT NOT NULL,
    checked_at BIGINT,
    UNIQUE (locality_id, url)
);
CREATE INDEX checked_link_missed ON checked_link (locality_id, url) WHERE misses >= 2;

-- The links of what the public read of an article when they were last gathered.
CREATE TABLE article_link (
    article_id BIGINT NOT NULL REFERENCES article (id),
    link_id BIGINT NOT NULL REFERENCES checked_link (id),
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    PRIMARY KEY (article_id, link_id)
);
CREATE INDEX article_link_of ON article_link (link_id, article_id);
