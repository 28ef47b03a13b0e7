-- Backups of the installation, as they were made; it belongs to no locality. day: of the scheduled one, so that of several
-- nodes one makes it. ended_at NULL: on its way, or the machine went down meanwhile. problem: why there is none.
CREATE TABLE backup_run (
    id BIGINT PRIMARY KEY,
    day TEXT UNIQUE,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    place TEXT NOT NULL,
    size_bytes BIGINT,
    missing BIGINT,
    problem TEXT
);
