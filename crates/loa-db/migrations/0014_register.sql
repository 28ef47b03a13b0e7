-- How a unit numbers what it issues from a year on (DOC-12): all documents in one sequence, or one for each kind.
CREATE TABLE register_rule (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    from_year BIGINT NOT NULL,
    by_kind BOOLEAN NOT NULL,
    PRIMARY KEY (unit_id, from_year)
);

-- What stands at head and foot of what a unit issues. abbreviation: "UBND" of "07/BC-UBND"; drafter: "NV" of
-- "12/UBND-NV" (DOC-11). issuer: lines of the name.
CREATE TABLE letterhead (
    unit_id BIGINT PRIMARY KEY REFERENCES unit (id),
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    superior TEXT NOT NULL,
    issuer TEXT NOT NULL,
    abbreviation TEXT NOT NULL,
    drafter TEXT NOT NULL,
    place TEXT NOT NULL,
    authority TEXT NOT NULL,
    position TEXT NOT NULL,
    signer TEXT NOT NULL
);

-- The last number that was given in a book of a unit in a year: a sequence of the outgoing register by its kind or
-- "chung", or "den" for what comes in. first: the first one that is given here; those before stand in a book of paper.
CREATE TABLE register_number (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    year BIGINT NOT NULL,
    book TEXT NOT NULL,
    first BIGINT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (unit_id, year, book)
);

-- A document in a register. way: out, in. kind: the code of Decree 30/2020, CV and ThC where it has none.
-- state: reserved, signed, issued, recalled, cancelled; of what came in: received.
-- number: of our register. symbol: behind it; of what came in: number and symbol of its author.
-- content: the parts of a document that was written here, as JSON; given_file: a file that was written elsewhere.
-- checked: how the signed file was found: same, confirmed (by a person, for the reason in check_note), unread, or empty.
CREATE TABLE official_document (
    id BIGINT PRIMARY KEY,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    way TEXT NOT NULL,
    kind TEXT NOT NULL,
    year BIGINT NOT NULL,
    book TEXT NOT NULL,
    number BIGINT NOT NULL,
    symbol TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL,
    author TEXT NOT NULL,
    signer TEXT NOT NULL,
    position TEXT NOT NULL,
    recipients TEXT NOT NULL,
    kept_by TEXT NOT NULL,
    copies BIGINT,
    moved_on TEXT,
    taken_by TEXT NOT NULL,
    note TEXT NOT NULL,
    dated_on TEXT,
    arrived_on TEXT,
    due_on TEXT,
    valid_from TEXT,
    valid_to TEXT,
    replaces_id BIGINT REFERENCES official_document (id),
    content TEXT,
    given_file_id BIGINT REFERENCES file (id),
    signed_file_id BIGINT REFERENCES file (id),
    checked TEXT NOT NULL,
    check_note TEXT NOT NULL,
    reason TEXT NOT NULL,
    made_by BIGINT NOT NULL REFERENCES person (id),
    made_at BIGINT NOT NULL,
    issued_at BIGINT,
    ended_at BIGINT,
    request_key TEXT NOT NULL,
    UNIQUE (made_by, request_key),
    UNIQUE (unit_id, way, year, book, number)
);
-- Number and symbol of what a unit issues stand once in a year, whatever its sequences are (DOC-12).
CREATE UNIQUE INDEX official_code ON official_document (unit_id, year, number, symbol) WHERE way = 'out';
CREATE INDEX official_of_unit ON official_document (locality_id, unit_id, way, year, id);
CREATE INDEX official_by_age ON official_document (locality_id, id);
CREATE INDEX official_replaced ON official_document (locality_id, replaces_id, id) WHERE replaces_id IS NOT NULL;
CREATE INDEX official_given ON official_document (locality_id, given_file_id) WHERE given_file_id IS NOT NULL;
CREATE INDEX official_signed ON official_document (locality_id, signed_file_id) WHERE signed_file_id IS NOT NULL;
-- The same document of the same author, come in twice (DOC-28).
CREATE INDEX official_from_author ON official_document (locality_id, unit_id, symbol, id) WHERE way = 'in';

-- The text of a document, and number, symbol, subject, author and text folded for search.
CREATE TABLE official_text (
    document_id BIGINT PRIMARY KEY REFERENCES official_document (id) ON DELETE CASCADE,
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    text TEXT NOT NULL,
    folded TEXT NOT NULL
);

-- A unit that a document goes to, and when it was read there. role: know, lead, support (DOC-27).
CREATE TABLE document_receipt (
    locality_id BIGINT NOT NULL REFERENCES locality (id),
    document_id BIGINT NOT NULL REFERENCES official_document (id) ON DELETE CASCADE,
    unit_id BIGINT NOT NULL REFERENCES unit (id),
    role TEXT NOT NULL,
    sent_at BIGINT NOT NULL,
    read_at BIGINT,
    read_by BIGINT REFERENCES person (id),
    PRIMARY KEY (locality_id, document_id, unit_id)
);
CREATE INDEX document_receipt_of_unit ON document_receipt (locality_id, unit_id, document_id);

-- The document in the register that a letter of urging went out as.
ALTER TABLE urge ADD COLUMN official_id BIGINT REFERENCES official_document (id);
CREATE INDEX urge_of_official ON urge (official_id) WHERE official_id IS NOT NULL;
