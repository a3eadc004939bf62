#!/usr/bin/env python3
"""Measures rashomon beside its peers, in one run on one machine.

  benches/run.py --rashomon target/release/rashomon --generator gen.py
  benches/run.py --rashomon target/release/rashomon --corpus FOLDER [--corpus LARGER]

Corpora come from a generator (`--generator`, called with --out, --sources,
--claims) or lie ready in folders. Where there is neither, it says "skipped" and
ends well. Figures are CPU seconds (user and system) and the peak of memory, as
the system counts them for each process; of `--repeat` runs the least. Ratios
are of CPU, since wall time says more about the machine than about the program.
With --instructions, callgrind counts instructions too (50 times slower).
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


class Run:
    """CPU seconds, peak memory in MiB, wall seconds of one process."""

    def __init__(self, cpu, memory, wall):
        self.cpu, self.memory, self.wall = cpu, memory, wall


def measure(command, cwd=None, stdin=None, env=None):
    import time
    with open(os.devnull, "w") as null:
        source = open(stdin) if stdin else subprocess.DEVNULL
        start = time.monotonic()
        child = subprocess.Popen(command, cwd=cwd, stdin=source, stdout=null, stderr=subprocess.PIPE, env=env)
        said = child.stderr.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - start
    if child.returncode != 0:
        sys.exit("%s ended with %d:\n%s" % (" ".join(command), child.returncode, said.decode()[-2000:]))
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, wall)


def instructions(command, cwd=None, env=None):
    traced = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command]
    said = subprocess.run(traced, cwd=cwd, env=env, capture_output=True, text=True, check=True).stderr
    return int(re.search(r"Collected : (\d+)", said).group(1))


class Bench:
    def __init__(self, args, folder):
        self.args, self.folder, self.rows = args, folder, []
        self.env = dict(os.environ, HOME=folder, XDG_STATE_HOME=os.path.join(folder, "state"))

    def rashomon(self, casebook, *words):
        return [self.args.rashomon, "--casebook", casebook, *words]

    def best(self, prepare, command, **options):
        """The least CPU of some runs, each prepared anew."""
        runs = []
        for _ in range(self.args.repeat):
            prepare()
            runs.append(measure(command, env=self.env, **options))
        return min(runs, key=lambda run: run.cpu)

    def corpus(self, source, claims):
        """Measures everything on one corpus; gives the runs by name."""
        out = os.path.join(self.folder, "rows-%s" % claims)
        subprocess.run([sys.executable, os.path.join(HERE, "corpus.py"), source, out], check=True)
        path = lambda name: os.path.join(out, name)
        casebook, lines = path("b.casebook"), path("lines.jsonl")

        def fresh(*names):
            def prepare():
                for name in names:
                    for end in ("", "-wal", "-shm", "-journal"):
                        if os.path.exists(path(name) + end):
                            os.remove(path(name) + end)
            return prepare

        def init():
            fresh("b.casebook")()
            made = [self.args.rashomon, "init", path("b"), "--title", "Bench", "--member", "ann", "--name", "Ann"]
            subprocess.run(made, check=True, env=self.env, capture_output=True)

        runs = {"import": self.best(init, self.rashomon(casebook, "import", lines))}
        again = self.rashomon(casebook, "import", lines)
        runs["import again"] = self.best(lambda: None, again)
        runs["audit"] = self.best(lambda: None, self.rashomon(casebook, "audit"))
        runs["sha256sum casebook"] = self.best(lambda: None, ["sha256sum", casebook])
        shell = ["sqlite3", "peer.db"]
        runs["sqlite3 shell"] = self.best(fresh("peer.db"), shell, cwd=out, stdin=os.path.join(HERE, "peer.sql"))
        python = [sys.executable, os.path.join(HERE, "peer.py"), lines, path("python.db")]
        runs["python"] = self.best(fresh("python.db"), python)
        runs["git fast-import"] = self.git(out, lines)
        self.searches(source, casebook, path("peer.db"), runs)
        sizes = {name: os.path.getsize(path(name)) for name in ("b.casebook", "peer.db", "python.db")}
        if self.args.instructions:
            init()
            counted = instructions(self.rashomon(casebook, "import", lines), env=self.env)
            print("import of %s claims: %.0f M instructions" % (claims, counted / 1e6))
        if not self.args.keep:
            shutil.rmtree(out)
        return runs, sizes

    def searches(self, source, casebook, peer, runs):
        """One rare word and one that stands in every claim, beside the rank
        query of the sqlite3 shell over the same words; the least of five."""
        rank = ("SELECT rowid, snippet(claim_words, -1, '', '', '...', 10) FROM claim_words"
                " WHERE claim_words MATCH '%s' ORDER BY rank LIMIT 20;")
        for kind, word in words_of(source):
            ours = self.rashomon(casebook, "search", word, "--in", "claims")
            for name, command in (("search", ours), ("shell", ["sqlite3", "-readonly", peer, rank % word])):
                tries = [measure(command, env=self.env) for _ in range(5)]
                runs["%s, %s" % (name, kind)] = min(tries, key=lambda run: run.cpu)

    def git(self, out, lines):
        """Every line as a blob under one commit: the cheapest that git can do."""
        stream, repo = os.path.join(out, "stream"), os.path.join(out, "repo.git")
        with open(stream, "wb") as to, open(lines, "rb") as rows:
            names = []
            for mark, line in enumerate(rows, 1):
                to.write(b"blob\nmark :%d\ndata %d\n%s\n" % (mark, len(line), line))
                names.append(b"M 100644 :%d %03d/%03d/%d\n" % (mark, mark // 1000000, mark // 1000 % 1000, mark))
            to.write(b"commit refs/heads/main\ncommitter A <a@b> 1 +0000\ndata 1\nx\n" + b"".join(names) + b"\ndone\n")

        def prepare():
            shutil.rmtree(repo, ignore_errors=True)
            subprocess.run(["git", "init", "-q", "--bare", repo], check=True)
        return self.best(prepare, ["git", "-C", repo, "fast-import", "--quiet", "--done"], stdin=stream)


def words_of(source):
    """A rare word of a corpus, and one that stands in every claim."""
    common = None
    with open(os.path.join(source, "claims.jsonl"), encoding="utf-8") as lines:
        for line, _ in zip(lines, range(2000)):
            claim = json.loads(line)
            words = {word for word in (claim["quote"] + " " + claim["text"]).split() if word.isalpha() and word.isascii()}
            common = words if common is None else common & words
    with open(os.path.join(source, "queries.jsonl"), encoding="utf-8") as lines:
        rare = next(query["q"] for query in map(json.loads, lines) if query["kind"] == "rare")
    return [("rare word", rare)] + [("word of every claim", word) for word in sorted(common)[:1]]


PAIRS = [("import", "sqlite3 shell", 2.0, 1.4), ("import", "python", 0.7, 0.45),
         ("audit", "sha256sum casebook", 1.25, 0.8), ("search, rare word", "shell, rare word", 1.6, 1.0),
         ("search, word of every claim", "shell, word of every claim", 0.7, 0.1), ("import", "git fast-import", None, None)]


def tell(measured):
    """Tables in Markdown: figures, ratios, growth."""
    for claims, (runs, sizes) in measured:
        print("\n### %s claims\n\n| what | CPU s | memory MiB | wall s |\n| --- | --- | --- | --- |" % claims)
        for name, run in runs.items():
            print("| %s | %.3f | %.0f | %.1f |" % (name, run.cpu, run.memory, run.wall))
        print("\nFiles: " + ", ".join("%s %.1f MiB" % (name, size / 2**20) for name, size in sizes.items()))
        print("\n| ratio of CPU | here | limit | aim |\n| --- | --- | --- | --- |")
        for one, other, limit, aim in PAIRS:
            if one not in runs:
                continue
            ratio = runs[one].cpu / max(runs[other].cpu, 0.001)
            print("| %s / %s | %.2f | %s | %s |" % (one, other, ratio, limit or "", aim or ""))
    for (small, (less, _)), (large, (more, _)) in zip(measured, measured[1:]):
        print("\n| growth from %s to %s | here | limit | aim |\n| --- | --- | --- | --- |" % (small, large))
        for name in ("import", "audit"):
            print("| %s | %.1f | 12.5 | 11 |" % (name, more[name].cpu / less[name].cpu))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rashomon", required=True)
    parser.add_argument("--generator")
    parser.add_argument("--claims", type=int, nargs="*", default=[10000, 100000])
    parser.add_argument("--corpus", action="append", default=[])
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--instructions", action="store_true")
    parser.add_argument("--keep", action="store_true", help="leave the rows and databases in the folder")
    parser.add_argument("--folder", help="where to work; a temporary folder where left out")
    args = parser.parse_args()
    args.rashomon = os.path.abspath(args.rashomon)
    if not args.corpus and not (args.generator and os.path.exists(args.generator)):
        print("skipped: neither a corpus nor a generator is here")
        return
    missing = [name for name in ("sqlite3", "git", "sha256sum") if shutil.which(name) is None]
    if missing:
        print("skipped: %s cannot be found" % ", ".join(missing))
        return
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        bench, measured = Bench(args, args.folder if args.keep and args.folder else folder), []
        for corpus in args.corpus:
            with open(os.path.join(corpus, "claims.jsonl"), "rb") as claims:
                count = sum(1 for _ in claims)
            measured.append((count, bench.corpus(corpus, count)))
        for claims in [] if args.corpus else args.claims:
            made = os.path.join(folder, "corpus")
            subprocess.run([sys.executable, args.generator, "--out", made, "--sources", str(max(1, claims // 100)),
                            "--claims", str(claims)], check=True, stdout=subprocess.DEVNULL)
            measured.append((claims, bench.corpus(made, claims)))
            shutil.rmtree(made)
        tell(measured)


if __name__ == "__main__":
    main()
