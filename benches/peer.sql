-- The peer of an import: the sqlite3 shell reads the same rows, makes four
-- indexes, and a full-text index of the same words.
.bail on
.mode csv
CREATE TABLE sources(id TEXT PRIMARY KEY, url TEXT, publisher TEXT, title TEXT, published TEXT, captured TEXT, text TEXT);
CREATE TABLE speakers(id TEXT PRIMARY KEY, name TEXT, spellings TEXT, side TEXT);
CREATE TABLE events(id TEXT PRIMARY KEY, label TEXT, date TEXT, place TEXT, side_a TEXT, side_b TEXT);
CREATE TABLE claims(id TEXT PRIMARY KEY, source TEXT, "start" INT, "end" INT, bstart INT, bend INT, quote TEXT, speaker TEXT, printed_as TEXT, mode TEXT, event TEXT, slot TEXT, value TEXT, said_on TEXT, text TEXT);
CREATE TABLE revisions(id TEXT PRIMARY KEY, claim TEXT, at TEXT, text TEXT, reason TEXT);
BEGIN;
.import sources.csv sources
.import speakers.csv speakers
.import events.csv events
.import claims.csv claims
.import revisions.csv revisions
CREATE INDEX claim_by_source ON claims(source);
CREATE INDEX claim_by_speaker ON claims(speaker);
CREATE INDEX claim_by_event ON claims(event, slot);
CREATE INDEX claim_by_date ON claims(said_on);
CREATE VIRTUAL TABLE claim_words USING fts5(quote, text, content='claims');
INSERT INTO claim_words(claim_words) VALUES('rebuild');
CREATE VIRTUAL TABLE source_words USING fts5(title, text, content='sources');
INSERT INTO source_words(source_words) VALUES('rebuild');
COMMIT;
