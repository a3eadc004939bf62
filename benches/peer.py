#!/usr/bin/env python3
"""The peer of an import in plain Python: json, hashlib and sqlite3 do the work
that a record needs. Reads the lines of an import; for each, makes the bytes of
an entry, its id, the hashes of the tree that it completes, checks every quoted
passage against its capture and hashes it, and writes entry, tree, projection
and full-text rows in one transaction, read back before the commit.

  peer.py lines.jsonl OUT.db
"""
import hashlib
import json
import os
import sqlite3
import sys

SCHEMA = """
PRAGMA journal_mode = wal; PRAGMA synchronous = full;
CREATE TABLE entry(seq INTEGER PRIMARY KEY, body BLOB NOT NULL, leaf BLOB NOT NULL UNIQUE);
CREATE TABLE node(position INTEGER PRIMARY KEY, hash BLOB NOT NULL);
CREATE TABLE blob(sha256 BLOB PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE thing(seq INTEGER PRIMARY KEY, kind TEXT, number INT, key TEXT);
CREATE TABLE version(seq INTEGER PRIMARY KEY, claim INT, source INT, speaker INT, kind TEXT, printed TEXT);
CREATE TABLE position(version INT, nth INT, question INT, value TEXT, PRIMARY KEY(version, nth)) WITHOUT ROWID;
CREATE TABLE span(holder INT, nth INT, capture INT, byte_from INT, byte_to INT, sha256 BLOB, PRIMARY KEY(holder, nth)) WITHOUT ROWID;
CREATE TABLE reference(target INT, seq INT, PRIMARY KEY(target, seq)) WITHOUT ROWID;
CREATE TABLE imported(key TEXT PRIMARY KEY, seq INT) WITHOUT ROWID;
CREATE INDEX version_by_source ON version(source); CREATE INDEX version_by_speaker ON version(speaker);
CREATE INDEX position_by_question ON position(question); CREATE INDEX span_by_capture ON span(capture, byte_from);
CREATE VIRTUAL TABLE words USING fts5(name, claim, quote, text, content='');
"""


def main(lines, out):
    if os.path.exists(out):
        os.remove(out)
    db = sqlite3.connect(out, isolation_level=None)
    db.executescript(SCHEMA)
    db.execute("BEGIN IMMEDIATE")
    sha, run = hashlib.sha256, db.execute
    dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
    keys, numbers, stack, texts, position = {}, {}, [], {}, 0
    with open(lines, encoding="utf-8") as file:
        for seq, line in enumerate(file):
            (kind, fact), = json.loads(line).items()
            key, text = fact.pop("key"), fact.pop("text", None) if kind == "capture" else None
            refs = []
            for field in ("source", "event", "place", "from", "who", "claim" if kind == "revise" else "from"):
                if fact.get(field) in keys:
                    other, leaf = keys[fact[field]]
                    refs.append(other)
                    fact[field] = leaf.hex()
            spans = []
            if text is not None:
                raw = text.encode()
                digest = sha(raw).digest()
                run("INSERT OR IGNORE INTO blob VALUES(?,?)", (digest, raw))
                texts = {seq: text}
                fact["sha256"] = digest.hex()
            for nth, quote in enumerate(fact.pop("quotes", ())):
                capture = refs[0]
                start, end = quote["points"]
                page = texts.get(capture)
                words = page[start:end].encode()
                first = len(page[:start].encode())
                digest = sha(words).digest()
                spans.append((seq, nth, capture, first, first + len(words), digest))
                fact.setdefault("spans", []).append([first, first + len(words), start, end, digest.hex()])
            body = dumps({"at": "2025-11-01T12:00:00Z", "by": "ann", "fact": {kind: fact}, "nonce": os.urandom(16).hex(), "v": 1}).encode()
            leaf = sha(b"\0" + body).digest()
            run("INSERT INTO entry VALUES(?,?,?)", (seq, body, leaf))
            stored, = run("SELECT body FROM entry WHERE seq = ?", (seq,)).fetchone()
            if sha(b"\0" + stored).digest() != leaf:
                raise SystemExit("read back other bytes")
            node, level = leaf, seq
            run("INSERT INTO node VALUES(?,?)", (position, node))
            position += 1
            while level & 1:
                node = sha(b"\1" + stack.pop() + node).digest()
                run("INSERT INTO node VALUES(?,?)", (position, node))
                position += 1
                level >>= 1
            stack.append(node)
            keys[key] = (seq, leaf)
            numbers[kind] = numbers.get(kind, 0) + 1
            run("INSERT INTO thing VALUES(?,?,?,?)", (seq, kind, numbers[kind], key))
            run("INSERT INTO imported VALUES(?,?)", (key, seq))
            for other in set(refs):
                run("INSERT INTO reference VALUES(?,?)", (other, seq))
            if kind in ("claim", "revise"):
                run("INSERT INTO version VALUES(?,?,?,?,?,?)", (seq, refs[0], refs[0], refs[-1], fact.get("attribution"), fact.get("by")))
                for nth, on in enumerate(fact.get("on", ())):
                    question, _, value = on.partition("=")
                    asked = keys.get(question.replace("/", "."), (0, b""))[0]
                    run("INSERT INTO position VALUES(?,?,?,?)", (seq, nth, asked, value))
                if spans:
                    db.executemany("INSERT INTO span VALUES(?,?,?,?,?,?)", spans)
                quoted = " ".join(texts[s[2]].encode()[s[3]:s[4]].decode() for s in spans)
                run("INSERT INTO words(rowid, name, claim, quote) VALUES(?,?,?,?)", (seq, fact.get("by"), fact.get("claim") or fact.get("proposition"), quoted))
            elif text is not None:
                run("INSERT INTO words(rowid, text) VALUES(?,?)", (seq, text))
            elif kind in ("source", "party", "event", "place"):
                run("INSERT INTO words(rowid, name) VALUES(?,?)", (seq, fact.get("title") or fact.get("display") or fact.get("name")))
    db.execute("COMMIT")
    db.close()


main(*sys.argv[1:])
