#!/usr/bin/env python3
"""Turns a generated corpus into what rashomon and its peers import.

The corpus is a folder of sources.jsonl, speakers.jsonl, events.jsonl and
claims.jsonl (and revisions.jsonl), as a workload generator wrote it. Out come:

  lines.jsonl  the lines that `rashomon import` reads
  *.csv        the same rows for the `import` of the sqlite3 shell
  *.bin        the texts of all sources, for `git fast-import` and `sha256sum`

Nothing is left out of a row on one side that the other side is given.
"""
import argparse
import csv
import hashlib
import json
import os

ATTRIBUTION = {"direct": "direct-quote", "paraphrase": "paraphrase", "anonymous": "officials-unnamed"}
UNITS = {"killed.a": "killed", "killed.b": "killed", "civilians.killed": "killed", "wounded": "injured",
         "posts.captured": "posts", "weapons.seized": "items"}


def rows(folder, name):
    path = os.path.join(folder, name)
    if os.path.exists(path):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def key_of(slot):
    return slot.replace(".", "-")


def word(value):
    """A choice: small letters, digits and dashes."""
    return value.lower()


def value_of(claim):
    value, slot = claim["value"], claim["slot"]
    if value["k"] == "yes":
        return "yes" if value["v"] else "no"
    if value["k"] == "cat":
        return word(value["v"])
    low, high = value["lo"], value["hi"]
    amount = "%d.." % low if high is None else str(low) if low == high else "%d..%d" % (low, high)
    return "%s %s" % (amount, UNITS[slot])


def questions(folder):
    """Every question of the corpus with its kind and choices, in order."""
    found = {}
    for claim in rows(folder, "claims.jsonl"):
        kind = claim["value"]["k"]
        choices = found.setdefault((claim["event"], claim["slot"]), (kind, {}))[1]
        if kind == "cat":
            choices[word(claim["value"]["v"])] = None
    return found


def lines(folder):
    """The lines of an import, each as a value."""
    for s in rows(folder, "speakers.jsonl"):
        yield {"party": {"key": s["id"], "display": s["name"], "kind": "person", "aliases": s["spellings"][1:]}}
    for e in rows(folder, "events.jsonl"):
        yield {"place": {"key": e["id"] + ".site", "name": e["place"]}}
        yield {"event": {"key": e["id"], "title": e["label"], "date": e["date"], "place": e["id"] + ".site",
                         "note": "between %s and %s" % (e["side_a"], e["side_b"])}}
    for (event, slot), (kind, choices) in questions(folder).items():
        question = {"key": "%s.%s" % (event, key_of(slot)), "event": event, "question": key_of(slot),
                    "kind": {"num": "quantity", "yes": "yes-no", "cat": "choice"}[kind], "text": slot}
        if kind == "num":
            question["unit"] = UNITS[slot]
        if kind == "cat":
            question["choices"] = list(choices) if len(choices) > 1 else [*choices, "another"]
        yield {"question": question}
    claims = rows(folder, "claims.jsonl")
    claim = next(claims, None)
    for s in rows(folder, "sources.jsonl"):
        yield {"source": {"key": s["id"], "outlet": s["publisher"], "title": s["title"], "published": s["published"], "url": s["url"]}}
        yield {"capture": {"key": s["id"] + ".1", "source": s["id"], "text": s["text"], "got": s["captured"]}}
        while claim is not None and claim["source"] == s["id"]:
            yield {"claim": {"key": claim["id"], "from": s["id"] + ".1", "who": claim["speaker"], "by": claim["printed_as"],
                             "attribution": ATTRIBUTION[claim["mode"]], "cue": "said", "claim": claim["text"],
                             "quotes": [{"points": [claim["start"], claim["end"]]}], "said-on": claim["said_on"],
                             "on": ["%s/%s=%s" % (claim["event"], key_of(claim["slot"]), value_of(claim))]}}
            claim = next(claims, None)
    for r in rows(folder, "revisions.jsonl"):
        yield {"revise": {"key": r["id"], "claim": r["claim"], "kind": "correction", "why": r["reason"], "proposition": r["text"]}}


CLAIM_COLUMNS = ["id", "source", "start", "end", "bstart", "bend", "quote", "speaker", "printed_as", "mode", "event",
                 "slot", "value", "said_on", "text"]
TABLES = {"sources": ["id", "url", "publisher", "title", "published", "captured", "text"],
          "speakers": ["id", "name", "spellings", "side"],
          "events": ["id", "label", "date", "place", "side_a", "side_b"],
          "claims": CLAIM_COLUMNS,
          "revisions": ["id", "claim", "at", "text", "reason"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("out")
    a = parser.parse_args()
    os.makedirs(a.out, exist_ok=True)
    dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    with open(os.path.join(a.out, "lines.jsonl"), "w", encoding="utf-8") as out:
        for line in lines(a.corpus):
            out.write(dumps(line) + "\n")
    for name, columns in TABLES.items():
        with open(os.path.join(a.out, name + ".csv"), "w", encoding="utf-8", newline="") as out:
            table = csv.writer(out)
            for row in rows(a.corpus, name + ".jsonl"):
                table.writerow([cell if isinstance(cell, (str, int)) else dumps(cell) for cell in (row[c] for c in columns)])


if __name__ == "__main__":
    main()
