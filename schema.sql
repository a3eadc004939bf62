-- The schema of a casebook: one SQLite database, NAME.casebook.
--
-- Part 1 is the record: what was logged, byte for byte. It is only ever added
-- to. Part 2 is the projection: tables laid out from the record, droppable,
-- written again by `rashomon rebuild` and equal afterwards. Part 3 is the index
-- of words: a cache of both, made again by the same command.
--
-- Times are UTC, RFC 3339 text. Ids and digests are 32-byte blobs. Numbers of
-- bytes, code points and entries are integers.

PRAGMA application_id = 1382118248; -- the letters `Rash`
PRAGMA user_version = 4;            -- number of the newest migration, plus one

-- == Part 1: the record ====================================================

-- One row for each logged entry, in order.
--
-- `body` holds the exact bytes that were hashed. They are stored, not remade:
-- checking the record never depends on how today's program writes JSON.
CREATE TABLE entry (
  seq   INTEGER PRIMARY KEY,                       -- 0, 1, 2, ... without gaps
  body  BLOB NOT NULL,                             -- UTF-8 canonical JSON (RFC 8785), one entry
  leaf  BLOB NOT NULL UNIQUE                       -- SHA-256(0x00 || body), RFC 6962: the entry's id
    CHECK (length(leaf) = 32)
) STRICT;

CREATE TRIGGER entry_only_appends BEFORE INSERT ON entry
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq) + 1, 0) FROM entry)
  OR EXISTS (SELECT 1 FROM entry WHERE leaf = NEW.leaf)
BEGIN SELECT RAISE(ABORT, 'the record is append-only: entries are added at its end, each once'); END;

CREATE TRIGGER entry_never_changes BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'the record is append-only: log a new entry'); END;

CREATE TRIGGER entry_never_leaves BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'the record is append-only: undo with a new entry'); END;

-- The stored hashes of the Merkle tree over the entries, in the order of Go's
-- sumdb (StoredHashIndex).
CREATE TABLE node (
  position INTEGER PRIMARY KEY,                    -- stored hash index, from 0 without gaps
  hash     BLOB NOT NULL CHECK (length(hash) = 32) -- leaf or inner node, RFC 6962
) STRICT;

CREATE TRIGGER node_only_appends BEFORE INSERT ON node
WHEN NEW.position IS NOT (SELECT coalesce(max(position) + 1, 0) FROM node)
BEGIN SELECT RAISE(ABORT, 'the tree is append-only'); END;

CREATE TRIGGER node_never_changes BEFORE UPDATE ON node
BEGIN SELECT RAISE(ABORT, 'the tree is append-only'); END;

CREATE TRIGGER node_never_leaves BEFORE DELETE ON node
BEGIN SELECT RAISE(ABORT, 'the tree is append-only'); END;

-- Bytes that entries name by digest: captures, their texts, files.
CREATE TABLE blob (
  number INTEGER PRIMARY KEY,                      -- counts up as blobs come
  sha256 BLOB NOT NULL UNIQUE                      -- SHA-256 of the bytes; of salt and bytes where there is a salt
    CHECK (length(sha256) = 32),
  salt   BLOB CHECK (length(salt) = 32),           -- 32 random bytes, for salted captures; NULL: none
  size   INTEGER NOT NULL CHECK (size >= 0)        -- number of bytes
) STRICT;

CREATE TRIGGER blob_only_appends BEFORE INSERT ON blob
WHEN EXISTS (SELECT 1 FROM blob WHERE sha256 = NEW.sha256 OR number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'these bytes are here already'); END;

CREATE TRIGGER blob_never_changes BEFORE UPDATE ON blob
BEGIN SELECT RAISE(ABORT, 'captured bytes never change: capture again'); END;

CREATE TRIGGER blob_leaves_only_withheld BEFORE DELETE ON blob
WHEN NOT EXISTS (SELECT 1 FROM withholding WHERE sha256 = OLD.sha256)
BEGIN SELECT RAISE(ABORT, 'captured bytes leave only by `withhold`'); END;

-- The bytes of a blob, in pieces of at most 1 MiB.
CREATE TABLE chunk (
  blob     INTEGER NOT NULL,                       -- number of the blob
  number   INTEGER NOT NULL CHECK (number >= 0),   -- 0, 1, 2, ... in order
  encoding TEXT NOT NULL                           -- how the bytes are kept
    CHECK (encoding IN ('plain', 'zlib')),
  bytes    BLOB NOT NULL,                          -- the piece, as encoded
  PRIMARY KEY (blob, number)                       -- an index of its own: pieces are too long to be one
) STRICT;

CREATE TRIGGER chunk_only_appends BEFORE INSERT ON chunk
WHEN EXISTS (SELECT 1 FROM chunk WHERE blob = NEW.blob AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'captured bytes never change: capture again'); END;

CREATE TRIGGER chunk_never_changes BEFORE UPDATE ON chunk
BEGIN SELECT RAISE(ABORT, 'captured bytes never change: capture again'); END;

CREATE TRIGGER chunk_leaves_only_withheld BEFORE DELETE ON chunk
WHEN NOT EXISTS (
  SELECT 1 FROM withholding JOIN blob USING (sha256) WHERE blob.number = OLD.blob)
BEGIN SELECT RAISE(ABORT, 'captured bytes leave only by `withhold`'); END;

-- Digests of blobs that are being withheld; empty but within that one
-- transaction.
CREATE TABLE withholding (
  sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32) -- digest of the blob that may leave
) STRICT, WITHOUT ROWID;

-- Checkpoints that were signed or stamped (C2SP tlog-checkpoint).
CREATE TABLE checkpoint (
  number INTEGER PRIMARY KEY,                      -- counts up
  size   INTEGER NOT NULL CHECK (size >= 0),       -- number of entries it covers
  root   BLOB NOT NULL CHECK (length(root) = 32),  -- root of the tree over them
  note   TEXT NOT NULL                             -- the signed note, as it came
) STRICT;

CREATE TRIGGER checkpoint_only_appends BEFORE INSERT ON checkpoint
WHEN EXISTS (SELECT 1 FROM checkpoint WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'checkpoints are only added'); END;

CREATE TRIGGER checkpoint_never_changes BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints never change'); END;

CREATE TRIGGER checkpoint_never_leaves BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints never leave'); END;

-- == Part 2: the projection ================================================

-- Everything that has a handle or name of its own: sources, captures, parties,
-- places, events, questions, claims, links, evidence, enquiries, verdicts,
-- reports, members, keys, and the casebook.
CREATE TABLE thing (
  seq     INTEGER PRIMARY KEY,                     -- entry that first logged it
  id      BLOB NOT NULL CHECK (length(id) = 32),   -- id of that entry
  kind    TEXT NOT NULL CHECK (kind IN ('casebook', 'source', 'capture', 'party', 'place', 'event', 'question', 'claim', 'link', 'evidence', 'enquiry', 'verdict', 'report', 'member', 'key')), -- what it is
  letter  TEXT NOT NULL,                           -- S, P, E, ... of its handle; empty: it has none
  number  INTEGER NOT NULL CHECK (number >= 0),    -- its number, from 1, never used twice; M1 is the founder, of entry 0
  parent  INTEGER,                                 -- first entry of the source or event it belongs to; NULL: none
  key     TEXT NOT NULL,                           -- a question's or member's key; empty: it has none
  current INTEGER NOT NULL,                        -- entry that holds its fields now
  undone  INTEGER                                  -- entry that undid it; NULL: it stands
) STRICT;
CREATE INDEX thing_by_number ON thing (letter, number);
CREATE INDEX thing_by_parent ON thing (parent, kind, number);
CREATE INDEX thing_by_key ON thing (key, kind) WHERE key <> '';
CREATE INDEX thing_by_kind ON thing (kind, number);

-- Each entry that holds fields of a thing: its first, and those that replaced
-- them. The newest that is not undone is the thing's current one. Entry 0 is
-- the casebook and its founder too: what replaces the founder's fields stands
-- here with kind 'member'.
CREATE TABLE edition (
  seq   INTEGER PRIMARY KEY,                       -- the entry
  thing INTEGER NOT NULL,                          -- first entry of the thing
  kind  TEXT NOT NULL CHECK (kind IN ('casebook', 'source', 'capture', 'party', 'place', 'event', 'question', 'claim', 'link', 'evidence', 'enquiry', 'verdict', 'report', 'member', 'key')) -- what its fields are of
) STRICT;
CREATE INDEX edition_by_thing ON edition (thing, kind, seq);

-- How many entries there are of each kind of fact.
CREATE TABLE tally (
  kind    TEXT PRIMARY KEY,                        -- the fact's word; a newer program may know more of them
  entries INTEGER NOT NULL CHECK (entries >= 1)    -- number of entries
) STRICT, WITHOUT ROWID;

-- Entries that were undone.
CREATE TABLE undone (
  seq INTEGER PRIMARY KEY,                         -- the entry that no longer counts
  by  INTEGER NOT NULL                             -- the entry that undid it
) STRICT;

-- Which entries refer to which.
CREATE TABLE reference (
  target INTEGER NOT NULL,                         -- the entry referred to
  seq    INTEGER NOT NULL,                         -- the entry that refers to it
  PRIMARY KEY (target, seq)
) STRICT, WITHOUT ROWID;

-- Names of parties and places: displayed or printed.
CREATE TABLE name (
  seq    INTEGER NOT NULL,                         -- entry that gave the name
  nth    INTEGER NOT NULL,                         -- which of that entry's names, from 0
  thing  INTEGER NOT NULL,                         -- first entry of the party or place
  kind   TEXT NOT NULL CHECK (kind IN ('party', 'place')), -- whose name it is
  name   TEXT NOT NULL,                            -- the name, as displayed or printed
  folded TEXT NOT NULL,                            -- the name after folding, for matching
  PRIMARY KEY (seq, nth)
) STRICT, WITHOUT ROWID;
CREATE INDEX name_by_name ON name (name, kind);
CREATE INDEX name_by_folded ON name (folded, kind);
CREATE INDEX name_by_thing ON name (thing);

-- Decisions about parties: merges, splits, keep apart, affiliations.
CREATE TABLE bond (
  seq      INTEGER PRIMARY KEY,                    -- entry of the decision
  kind     TEXT NOT NULL CHECK (kind IN ('affiliation', 'merge', 'split', 'apart')), -- what was decided
  party    INTEGER NOT NULL,                       -- first entry of the party
  other    INTEGER NOT NULL                        -- first entry of the other party; for a split, the same
) STRICT;
CREATE INDEX bond_by_party ON bond (party, kind);
CREATE INDEX bond_by_other ON bond (other, kind);
CREATE INDEX bond_by_kind ON bond (kind);

-- What happened to a capture's bytes, beside the capture itself.
CREATE TABLE capture (
  seq    INTEGER PRIMARY KEY,                      -- entry of the capture
  source INTEGER NOT NULL,                         -- first entry of its source
  raw    BLOB NOT NULL CHECK (length(raw) = 32),   -- digest of the bytes as they came
  text   BLOB NOT NULL CHECK (length(text) = 32)   -- digest of the text
) STRICT;
CREATE INDEX capture_by_source ON capture (source, seq);
CREATE INDEX capture_by_raw ON capture (raw);
CREATE INDEX capture_by_text ON capture (text);

-- One row for each version of a claim.
CREATE TABLE version (
  seq     INTEGER PRIMARY KEY,                     -- entry of the version
  claim   INTEGER NOT NULL,                        -- first entry of the claim
  number  INTEGER NOT NULL CHECK (number >= 1),    -- 1 for the first
  source  INTEGER NOT NULL,                        -- first entry of the source
  speaker INTEGER NOT NULL,                        -- first entry of the party, as logged
  kind    TEXT NOT NULL CHECK (kind IN ('direct-quote', 'partial-quote', 'paraphrase', 'document-quote', 'document-paraphrase', 'post-quote', 'officials-unnamed', 'anonymous', 'unattributed', 'belief', 'label', 'embedded', 'author')), -- attribution kind
  known   TEXT NOT NULL CHECK (known IN ('named', 'described', 'pronoun', 'inferred')), -- how the speaker is known
  printed TEXT                                     -- the speaker's name as printed; NULL: none
) STRICT;
CREATE INDEX version_by_claim ON version (claim, number);
CREATE INDEX version_by_source ON version (source, claim);
CREATE INDEX version_by_speaker ON version (speaker, claim);

-- One row for each position of a claim version.
CREATE TABLE position (
  version  INTEGER NOT NULL,                       -- entry of the version
  nth      INTEGER NOT NULL CHECK (nth >= 0),      -- place in the version's list, from 0
  question INTEGER NOT NULL,                       -- first entry of the question
  stance   TEXT NOT NULL CHECK (stance IN ('asserts', 'admits', 'denies', 'neither', 'alleges', 'speculates', 'supposes', 'implies', 'presupposes', 'infers', 'believes', 'labels', 'hints', 'predicts', 'demands', 'urges', 'offers', 'promises', 'warns')), -- how the speaker stands to the value
  basis    TEXT NOT NULL CHECK (basis IN ('stated', 'by-context', 'inferred', 'one-of')), -- how it is tied to the question
  value    TEXT,                                   -- the value, JSON as in the entry; NULL: none
  PRIMARY KEY (version, nth)
) STRICT, WITHOUT ROWID;
CREATE INDEX position_by_question ON position (question, version);

-- One row for each piece of each span of a claim version or of evidence.
CREATE TABLE span (
  holder     INTEGER NOT NULL,                     -- entry that holds the span
  nth        INTEGER NOT NULL CHECK (nth >= 0),    -- place in the holder's list, from 0
  piece      INTEGER NOT NULL CHECK (piece >= 0),  -- piece of the span, from 0
  capture    INTEGER NOT NULL,                     -- entry of the capture
  role       TEXT NOT NULL CHECK (role IN ('evidence', 'source', 'antecedent', 'cue', 'content', 'repeat')), -- what it marks
  byte_from  INTEGER NOT NULL,                     -- first byte of the capture's text
  byte_to    INTEGER NOT NULL,                     -- byte after the last
  point_from INTEGER NOT NULL,                     -- first code point
  point_to   INTEGER NOT NULL,                     -- code point after the last
  sha256     BLOB NOT NULL CHECK (length(sha256) = 32), -- digest of the bytes; of salt and bytes where salted
  PRIMARY KEY (holder, nth, piece)
) STRICT, WITHOUT ROWID;
CREATE INDEX span_by_capture ON span (capture, byte_from);

-- What was decided on where spans stand in a newer capture. Proposals are not
-- kept: they are computed again from both texts.
CREATE TABLE anchor (
  seq      INTEGER NOT NULL,                       -- entry of the decision
  nth      INTEGER NOT NULL CHECK (nth >= 0),      -- place in the entry's list, from 0
  capture  INTEGER NOT NULL,                       -- entry of the newer capture
  holder   INTEGER NOT NULL,                       -- entry that holds the span
  span     INTEGER NOT NULL,                       -- place of the span in the holder's list, from 0
  state    TEXT NOT NULL CHECK (state IN ('exact', 'normalised', 'edited', 'moved', 'gone', 'ambiguous')), -- how it was found again
  decision TEXT NOT NULL CHECK (decision IN ('accepted', 'rejected')), -- what was decided
  PRIMARY KEY (seq, nth)
) STRICT, WITHOUT ROWID;
CREATE INDEX anchor_by_capture ON anchor (capture, seq, nth);

-- What happened to a claim after it was logged: confirmed guesses, withdrawal,
-- assignment.
CREATE TABLE claim_act (
  seq   INTEGER PRIMARY KEY,                       -- entry
  claim INTEGER NOT NULL,                          -- first entry of the claim
  kind  TEXT NOT NULL CHECK (kind IN ('confirm', 'withdraw', 'assign')) -- what happened
) STRICT;
CREATE INDEX claim_act_by_claim ON claim_act (claim, seq);

-- Links, and the claim versions at their ends.
CREATE TABLE link (
  seq          INTEGER PRIMARY KEY,                -- entry
  kind         TEXT NOT NULL CHECK (kind IN ('contradicts', 'tension', 'corroborates', 'same-statement', 'independent', 'denies', 'declines-to-answer', 'admits', 'retracts', 'corrects-self', 'restates', 'refines', 'derived-from', 'responds-to', 'undercuts', 'interprets', 'hedge-dropped', 'certainty-escalated', 'stance-shifted')), -- type
  state        TEXT NOT NULL CHECK (state IN ('accepted', 'dismissed', 'withdrawn')), -- as first logged
  from_version INTEGER,                            -- version at the first end; NULL: not a claim
  to_version   INTEGER                             -- version at the second end; NULL: not a claim
) STRICT;
CREATE INDEX link_by_from ON link (from_version);
CREATE INDEX link_by_to ON link (to_version);

-- Decisions on links.
CREATE TABLE judgement (
  seq          INTEGER PRIMARY KEY,                -- entry
  link         INTEGER NOT NULL,                   -- entry of the link
  decision     TEXT NOT NULL CHECK (decision IN ('accept', 'confirm', 'dismiss', 'withdraw')), -- what was decided
  from_version INTEGER,                            -- for confirm: version at the first end then
  to_version   INTEGER                             -- for confirm: version at the second end then
) STRICT;
CREATE INDEX judgement_by_link ON judgement (link, seq);

-- Which questions evidence, enquiries and resolutions are about.
CREATE TABLE bearing (
  seq      INTEGER NOT NULL,                       -- entry of the evidence, enquiry or resolution
  question INTEGER NOT NULL,                       -- first entry of the question
  kind     TEXT NOT NULL CHECK (kind IN ('evidence', 'enquiry', 'resolution')), -- what bears on it
  PRIMARY KEY (seq, question)
) STRICT, WITHOUT ROWID;
CREATE INDEX bearing_by_question ON bearing (question, seq);

-- Answers to enquiries.
CREATE TABLE answer (
  seq     INTEGER PRIMARY KEY,                     -- entry
  enquiry INTEGER NOT NULL,                        -- entry of the enquiry
  reply   TEXT NOT NULL CHECK (reply IN ('answered', 'declined', 'no-reply')) -- what came
) STRICT;
CREATE INDEX answer_by_enquiry ON answer (enquiry, seq);

-- Verdicts, each with the axis and target it sets.
CREATE TABLE verdict (
  seq    INTEGER PRIMARY KEY,                      -- entry
  axis   TEXT NOT NULL CHECK (axis IN ('work', 'attribution', 'finding')), -- which axis
  value  TEXT NOT NULL CHECK (value IN ('logged', 'checking', 'in-review', 'closed', 'parked', 'as-reported', 'traced-secondary', 'traced-original', 'acknowledged', 'disputed', 'misattributed', 'untraceable', 'unassessed', 'unverified', 'contested', 'corroborated', 'confirmed', 'admitted', 'refuted', 'misleading', 'unverifiable', 'outdated', 'not-checkable')), -- what was set
  target INTEGER NOT NULL,                         -- entry of the claim or version
  nth    INTEGER NOT NULL                          -- for a finding: place of the position, from 0; else -1
) STRICT;
CREATE INDEX verdict_by_target ON verdict (target, nth, seq);

-- Reviews of verdicts by a second member.
CREATE TABLE review (
  seq     INTEGER PRIMARY KEY,                     -- entry
  verdict INTEGER NOT NULL,                        -- entry of the verdict
  outcome TEXT NOT NULL CHECK (outcome IN ('agrees', 'disagrees')), -- what the member said
  by      TEXT NOT NULL                            -- key of the member
) STRICT;
CREATE INDEX review_by_verdict ON review (verdict, seq);

-- Rows that imports brought, by the key under which a repeated import knows
-- them.
CREATE TABLE imported (
  key   TEXT NOT NULL,                             -- the row's key
  seq   INTEGER NOT NULL,                          -- entry of the import
  entry INTEGER,                                   -- entry that the row became; NULL: none
  PRIMARY KEY (key, seq)
) STRICT, WITHOUT ROWID;

-- == Part 3: the index =====================================================

-- The words of claims, names and captured texts, folded, by the number of the
-- entry that says them: `name` holds names and titles, and a claim's speaker as
-- printed; `claim` its proposition; `words` its quoted words; `text` the text of
-- a capture. It keeps no texts. Words stand folded with one space between them,
-- so that its cutter (`ascii`) has nothing to decide.
CREATE VIRTUAL TABLE search USING fts5 (name, claim, words, text, content='', tokenize='ascii');
