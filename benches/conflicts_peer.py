#!/usr/bin/env python3
"""The peer of `rashomon conflicts`: the plain script that a desk would write.

Groups the claims of a generated corpus by question and value, and prints every
two values of one question that exclude each other, with a claim for each.

  corpus.py CORPUS OUT && rashomon import OUT/lines.jsonl    once
  time conflicts_peer.py CORPUS/claims.jsonl > /dev/null
  time rashomon conflicts > /dev/null                        in the same minute

The workload: 100,000 claims, one event of which holds half.
"""
import collections
import json
import sys


def apart(a, b):
    if isinstance(a, tuple):
        return (a[1] is not None and a[1] < b[0]) or (b[1] is not None and b[1] < a[0])
    return a != b


questions = collections.defaultdict(lambda: collections.defaultdict(list))
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        claim = json.loads(line)
        value = claim["value"]
        key = (value["lo"], value["hi"]) if value["k"] == "num" else value["v"]
        questions[claim["event"], claim["slot"]][key].append((claim["id"], claim["speaker"]))
pairs = 0
for (event, slot), groups in questions.items():
    print(event, slot, *("%s: %d" % (value, len(claims)) for value, claims in groups.items()))
    values = list(groups)
    for place, a in enumerate(values):
        for b in values[place + 1:]:
            if apart(a, b):
                pairs += len(groups[a]) * len(groups[b])
                print("  conflict", a, b, groups[a][0], groups[b][0])
print(pairs, "pairs")
