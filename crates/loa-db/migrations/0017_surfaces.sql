-- What was made of an article beside its page: a text for Zalo, the picture of shared links, a poster, a copy to read aloud.
-- words: what stands on it; revision: the words of the article that it was made from; stale_at: since when the public reads newer
-- ones. made_by NULL: the program, when the article went out.
CREATE TABLE article_surface (
    article_id BIGINT NOT NULL REFERENCES article (id),
    kind TEXT NOT NULL,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    words TEXT NOT NULL,
    revision BIGINT NOT NULL,
    stale_at BIGINT,
    made_by BIGINT REFERENCES person (id),
    made_at BIGINT NOT NULL,
    PRIMARY KEY (article_id, kind)
);
CREATE INDEX article_surface_stale ON article_surface (locality_id, unit_id) WHERE stale_at IS NOT NULL;

-- Terms that a locality agreed on in a language: everybody says the same for the same thing. folded: the Vietnamese word without marks.
CREATE TABLE term (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    language TEXT NOT NULL,
    word TEXT NOT NULL,
    folded TEXT NOT NULL,
    rendering TEXT NOT NULL,
    note TEXT NOT NULL,
    changed_by BIGINT NOT NULL REFERENCES person (id),
    changed_at BIGINT NOT NULL,
    UNIQUE (locality_id, language, folded)
);
