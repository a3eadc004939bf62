#!/usr/bin/env python3
"""Measures rival accounts beside the plain script that a desk would write.

  benches/rivals.py --rashomon target/release/rashomon --generator gen.py

All conflicts of a casebook, one event of which holds half of the claims, beside
benches/conflicts_peer.py in the same run; how that grows at ten times the
claims; and the report of one event with 5,000 claims, in each form. Figures are
CPU seconds (user and system), the least of --repeat runs, and the peak of memory.
"""
import argparse
import os
import subprocess
import sys
import tempfile

from run import HERE, measure


class Desk:
    def __init__(self, args, folder):
        self.args, self.folder = args, folder
        self.env = dict(os.environ, HOME=folder, XDG_STATE_HOME=os.path.join(folder, "state"))

    def best(self, command):
        runs = [measure(command, env=self.env) for _ in range(self.args.repeat)]
        return min(runs, key=lambda run: run.cpu)

    def casebook(self, claims, hot, events):
        """A generated corpus, and a casebook of it."""
        corpus, rows = (os.path.join(self.folder, "%s-%d-%d" % (name, claims, hot * 10)) for name in ("corpus", "rows"))
        made = [sys.executable, self.args.generator, "--out", corpus, "--sources", str(max(100, claims // 100)),
                "--claims", str(claims), "--hot", str(hot), "--events", str(events)]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
        subprocess.run([sys.executable, os.path.join(HERE, "corpus.py"), corpus, rows], check=True)
        book = os.path.join(rows, "b.casebook")
        for words in (["init", book[:-9], "--title", "Bench", "--member", "ann", "--name", "Ann"],
                      ["--casebook", book, "import", os.path.join(rows, "lines.jsonl")]):
            subprocess.run([self.args.rashomon, *words], check=True, env=self.env, capture_output=True)
        return corpus, book

    def conflicts(self, claims):
        corpus, book = self.casebook(claims, 0.5, 0)
        ours = self.best([self.args.rashomon, "--casebook", book, "conflicts"])
        peer = self.best([sys.executable, os.path.join(HERE, "conflicts_peer.py"), os.path.join(corpus, "claims.jsonl")])
        return ours, peer


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rashomon", required=True)
    parser.add_argument("--generator", required=True)
    parser.add_argument("--claims", type=int, default=100000)
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    args.rashomon = os.path.abspath(args.rashomon)
    if not os.path.exists(args.generator):
        print("skipped: there is no generator here")
        return
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(args, folder)
        (small, _), (large, peer) = desk.conflicts(args.claims // 10), desk.conflicts(args.claims)
        print("| what | CPU s | memory MiB | limit |\n| --- | --- | --- | --- |")
        print("| all conflicts of %d claims | %.2f | %.0f | 128 MiB |" % (args.claims, large.cpu, large.memory))
        print("| the Python script | %.2f | %.0f | |" % (peer.cpu, peer.memory))
        print("| of a tenth of the claims | %.2f | %.0f | |" % (small.cpu, small.memory))
        _, book = desk.casebook(5000, 1.0, 4)
        for form in ("html", "markdown", "json", "csv"):
            run = desk.best([args.rashomon, "--casebook", book, "report", "E1", "--format", form])
            print("| report of 5,000 claims, %s | %.2f (wall %.1f) | %.0f | 2 s, 256 MiB |" % (form, run.cpu, run.wall, run.memory))
        print("\nconflicts / Python %.2f (limit 1.0); growth at 10x %.1f (limit 16)" % (large.cpu / peer.cpu, large.cpu / small.cpu))


if __name__ == "__main__":
    main()
