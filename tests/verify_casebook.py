"""Checks a casebook without rashomon: written from docs/format.md alone.

    python3 verify_casebook.py FILE [--checkpoint NOTE]... [--vkey VKEY]...

Reads FILE through the stock `sqlite3` shell, and signatures with the package
`cryptography`. --checkpoint: a note that you kept; --vkey: a key that you trust.
Ends in 0 (intact), 5 (broken; what, line by line) or 1 (it cannot be read).
"""
import argparse, base64, hashlib, json, re, subprocess, sys, zlib

HEX64, NONCE = re.compile(r"[0-9a-f]{64}\Z"), re.compile(r"[0-9a-f]{32}\Z")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
ID_KEYS = set("among asked capture claim counted-by enquiry entries entry event evidence from into "
              "link of on-behalf-of origin-party part-of parties party place publication question "
              "questions replaces scope source to under utterance verdict version versions voice "
              "whole within".split())
MAX_BODY, MAX_DEPTH, MAX_INT, PIECE = 65_535, 32, 2**53 - 1, 1 << 20
found = []
find = found.append

def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

def rows(path, sql):
    """Rows of a query as lists of text; blobs are asked for as hex."""
    shell = subprocess.run(["sqlite3", "-readonly", "-batch", "-list", path, sql], capture_output=True, check=False)
    if shell.returncode != 0:
        sys.exit("cannot be read: " + shell.stderr.decode(errors="replace").strip())
    return [line.split("|") for line in shell.stdout.decode().splitlines()]

def refuse(what):
    raise ValueError(what)

def check_values(value, depth=1):
    if depth > MAX_DEPTH:
        refuse("too deep")
    if value is None or isinstance(value, bool) or isinstance(value, int) and abs(value) > MAX_INT:
        refuse("null, true, false, or a number out of range")
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        check_values(below, depth + 1)

def read_entry(body):
    """Section 2: the entry, if its bytes are canonical JSON of one."""
    if len(body) > MAX_BODY:
        refuse("too long")
    entry = json.loads(body.decode("utf-8"), parse_float=refuse, parse_constant=refuse)
    check_values(entry)
    # What stands twice, or otherwise than it should, is written otherwise.
    if json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() != body:
        refuse("not canonical")
    if not isinstance(entry, dict) or set(entry) != {"at", "by", "fact", "nonce", "v"}:
        refuse("other fields than an entry has")
    if not TIME.match(entry["at"]) or len(entry["fact"]) != 1 or not NONCE.match(entry["nonce"]):
        refuse("not one fact, no nonce, or no time")
    return entry

def walk(value, key=""):
    """Everything below, with the key it stands under."""
    yield key, value
    below = value.items() if isinstance(value, dict) else [(key, item) for item in value] if isinstance(value, list) else ()
    for name, item in below:
        yield from walk(item, name)

def facts(entries):
    """The word and fields of each entry's fact, in order, with the entry."""
    return [(*next(iter(entry["fact"].items())), entry) for entry in entries.values()]

def check_author(seq, entry, members, firsts):
    (kind, fact), = entry["fact"].items()
    if seq == 0 and "founder" in fact:
        firsts[entry["id"]] = fact["founder"]["key"]
        members[fact["founder"]["key"]] = fact["founder"]
    member = members.get(entry["by"])
    if member is None or not member.get("from", "") <= entry["at"] < member.get("until", "~"):
        find(f"entry {seq}: `{entry['by']}` was not a member then")
    if kind == "member":
        key = firsts.get(fact.get("of"), fact["key"])
        firsts.setdefault(entry["id"], key)
        members[key] = fact

def check_entries(path):
    """Every entry by its id, in order, each with `seq` and `id`."""
    entries, leaves, members, firsts = {}, [], {}, {}
    for expected, (seq, body, leaf) in enumerate(rows(path, "SELECT seq, hex(body), hex(leaf) FROM entry ORDER BY seq")):
        body, seq = bytes.fromhex(body), int(seq)
        if seq != expected:
            find(f"entry {expected} is missing: {seq} stands there")
        computed = sha256(b"\0", body)
        leaves.append(computed)
        if computed.hex() != leaf.lower():
            find(f"entry {seq} was altered: its bytes hash to {computed.hex()}")
        try:
            entry = read_entry(body)
        except (ValueError, KeyError, TypeError, RecursionError) as why:
            find(f"entry {seq} is no entry: {why}")
            continue
        entry.update(seq=seq, id=computed.hex())
        if entry["v"] != 1:
            print(f"entry {seq} is of format {entry['v']}: its hash was checked, its content was not")
            continue
        check_author(seq, entry, members, firsts)
        for key, value in walk(entry["fact"]):
            if key in ID_KEYS and isinstance(value, str) and HEX64.match(value) and value not in entries:
                find(f"entry {seq} names {value}, which is no earlier entry")
        entries[entry["id"]] = entry
    return entries, leaves

def push(peaks, leaf):
    """Section 3: adds a leaf to the roots of complete subtrees; gives the nodes it adds."""
    added, height = [leaf], 0
    while peaks and peaks[-1][0] == height:
        added.append(sha256(b"\1", peaks.pop()[1], added[-1]))
        height += 1
    peaks.append((height, added[-1]))
    return added

def root(peaks):
    top = peaks[-1][1] if peaks else sha256()
    for _, left in reversed(peaks[:-1]):
        top = sha256(b"\1", left, top)
    return top

def check_tree(path, leaves):
    """Compares every stored node; gives the root after each entry."""
    stored = {int(at): bytes.fromhex(node) for at, node in rows(path, "SELECT position, hex(hash) FROM node")}
    peaks, position, roots = [], 0, [root([])]
    for seq, leaf in enumerate(leaves):
        for node in push(peaks, leaf):
            if stored.pop(position, None) != node:
                find(f"the tree's hash {position}, of entry {seq}, is missing or another")
            position += 1
        roots.append(root(peaks))
    found.extend(f"the tree has a hash {position} after the last entry" for position in stored)
    return roots

def check_blobs(path):
    """The bytes and salt of each blob, by its digest."""
    chunks, blobs = {}, {}
    for blob, number, encoding, data in rows(path, "SELECT blob, number, encoding, hex(bytes) FROM chunk ORDER BY blob, number"):
        data, pieces = bytes.fromhex(data), chunks.setdefault(blob, [])
        try:
            data = data if encoding == "plain" else zlib.decompressobj().decompress(data, PIECE + 1)
        except zlib.error:
            encoding = "broken"
        if int(number) != len(pieces) or len(data) > PIECE or encoding not in ("plain", "zlib"):
            find(f"piece {number} of blob {blob} is out of order or not as it may be")
        pieces.append(data)
    for number, digest, salt, size in rows(path, "SELECT number, lower(hex(sha256)), hex(salt), size FROM blob"):
        data, salt = b"".join(chunks.pop(number, [])), bytes.fromhex(salt)
        if sha256(salt, data).hex() != digest or len(data) != int(size):
            find(f"blob {number} was altered: it is not {digest}")
        blobs[digest] = (data, salt)
    found.extend(f"pieces of blob {blob}, which is not there" for blob in chunks)
    return blobs

def check_named(entries, blobs):
    """Section 4: what entries name is here; gives the captures by id."""
    captures, kept = {}, {}
    for kind, fact, entry in facts(entries):
        if kind == "capture":
            captures[entry["id"]], kept[entry["id"]] = fact, fact["custody"] == "kept"
        elif kind in ("attach", "withhold"):
            kept[fact["capture"]] = kind == "attach"
    for kind, fact, entry in facts(entries):
        names = {"capture": ("raw", "text", "map"), "evidence": ("file",), "receipt": ("receipt",)}.get(kind, ())
        for ref in [fact[name] for name in names if name in fact and kept.get(entry["id"], True)]:
            if ref["sha256"] not in blobs:
                find(f"entry {entry['seq']}: bytes that should be kept are not here ({ref['sha256']})")
            elif len(blobs[ref["sha256"]][0]) != ref["size"]:
                find(f"entry {entry['seq']}: bytes of another size")
    for name, fact in captures.items():
        if not kept[name] or fact["raw"]["sha256"] not in blobs or fact["text"]["sha256"] not in blobs:
            continue
        (raw, _), (text, salt) = blobs[fact["raw"]["sha256"]], blobs[fact["text"]["sha256"]]
        if bool(salt) != (fact["commitment"] == "salted"):
            find(f"capture {name:.8}: salted where it should not be, or the reverse")
        if (fact["extractor"]["name"], fact["extractor"]["version"]) == ("plain", "1") and raw.removeprefix(b"\xef\xbb\xbf") != text:
            find(f"capture {name:.8}: the text is not what its bytes give")
        if len(text.decode(errors="replace")) != fact["text"]["points"]:
            find(f"capture {name:.8}: another number of characters")
    return captures

def passages(fact):
    """Section 5: pieces of a fact, each list with the capture that it is of."""
    for _, value in walk(fact):
        if isinstance(value, dict) and set(value) == {"capture", "role", "selector"}:
            yield value["capture"], value["selector"]["text"]["pieces"]
    for move in fact.get("re-anchor", {}).get("moves", []):
        yield fact["re-anchor"]["to"], move.get("pieces", [])

def check_spans(entries, captures, blobs):
    counts = [0, 0]
    for entry in entries.values():
        for capture, pieces in passages(entry["fact"]):
            text, salt = blobs.get(captures.get(capture, {}).get("text", {}).get("sha256"), (None, None))
            last = 0
            for piece in pieces:
                (start, stop), points = piece["bytes"], piece["points"]
                if not last <= start < stop:
                    find(f"entry {entry['seq']}: pieces are empty, overlap or run backward")
                last = stop
                counts[text is None] += 1
                if text is None:
                    continue
                words = text[start:stop]
                try:
                    counted = [len(text[:end].decode()) for end in (start, stop)]
                except UnicodeDecodeError:
                    counted = None
                if counted != points or len(words) != stop - start or sha256(salt, words).hex() != piece["sha256"]:
                    find(f"entry {entry['seq']}: the words at bytes {start} to {stop} are not those that were quoted")
    return counts

def read_vkey(vkey):
    """Section 6: the name and hash of a verifier key, and its bytes."""
    name, digest, data = vkey.split("+", 2)
    data = base64.b64decode(data, validate=True)
    if len(data) != 33 or sha256(name.encode(), b"\n", data)[:4].hex() != digest:
        refuse(f"`{vkey}` is no verifier key")
    return (name, digest), data

def holds(data, signature, text):
    from cryptography.exceptions import InvalidSignature  # only where something is signed
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    if data[0] == 4:
        time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
        text = f"cosignature/v1\ntime {time}\n".encode() + text
    try:
        return Ed25519PublicKey.from_public_bytes(data[1:]).verify(signature, text) is None
    except InvalidSignature:
        return False

def check_note(what, note, origin, roots, keys):
    """Checks one checkpoint; gives its size, root, and the names that signed it."""
    text, empty, signatures = note.partition("\n\n") if "\n\n" in note else (note[:-1], note.endswith("\n"), "")
    lines, signed = text.split("\n"), []
    size, digest = int(lines[1]), base64.b64decode(lines[2], validate=True)
    if not empty or len(lines) != 3 or str(size) != lines[1]:
        refuse("not a checkpoint")
    if lines[0] != origin:
        find(f"{what} is of another casebook, {lines[0]}")
    elif size >= len(roots):
        find(f"{what} covers {size} entries: some were cut off")
    elif roots[size] != digest:
        find(f"{what} has another root over the first {size} entries: this is not that record")
    for line in signatures.splitlines():
        mark, name, data = line.split(" ", 2)
        data = base64.b64decode(data, validate=True)
        key = keys.get((name, data[:4].hex()))
        if mark != "\u2014":
            refuse("a line that is no signature")
        if key and holds(key, data[4:], text.encode() + b"\n"):
            signed.append(name)
        elif key:
            find(f"{what}: the signature of {name} does not hold")
    return size, digest, signed

def check_checkpoints(path, entries, roots, given, trusted):
    origin = next((fact.get("origin") for kind, fact, entry in facts(entries) if entry["seq"] == 0), None)
    if origin is None:
        find("entry 0 does not found a casebook")
    declared = dict(read_vkey(fact["vkey"]) for kind, fact, _ in facts(entries) if kind == "key")
    notes = [(f"checkpoint {number}", bytes.fromhex(note).decode(), int(size), bytes.fromhex(digest))
             for number, note, size, digest in rows(path, "SELECT number, hex(note), size, hex(root) FROM checkpoint")]
    notes += [(file, open(file, encoding="utf-8", newline="").read(), None, None) for file in given]
    covered, words = 0, "no signed checkpoint"
    for what, note, stated, digest in notes:
        try:
            size, root, signed = check_note(what, note, origin, roots, declared | trusted)
        except (ValueError, IndexError) as why:
            find(f"{what} cannot be read: {why}")
            continue
        if stated is not None and (stated, digest) != (size, root):
            find(f"{what}: its row says another size or root than its note")
        if signed and size >= covered:
            covered, words = size, f"{'trusted' if set(signed) & {name for name, _ in trusted} else 'signed'} by {', '.join(signed)}"
    print(f"{len(notes)} checkpoints; {len(roots) - 1 - covered} entries after the last signed one ({words})")

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    for name in ("--checkpoint", "--vkey"):
        parser.add_argument(name, action="append", default=[])
    options = parser.parse_args()
    entries, leaves = check_entries(options.file)
    roots = check_tree(options.file, leaves)
    blobs = check_blobs(options.file)
    checked, unchecked = check_spans(entries, check_named(entries, blobs), blobs)
    check_checkpoints(options.file, entries, roots, options.checkpoint, dict(map(read_vkey, options.vkey)))
    for kind, fact, entry in facts(entries):
        if kind in ("receipt", "publication", "export") and \
                (fact["size"] > entry["seq"] or roots[fact["size"]].hex() != fact["root-sha256"]):
            find(f"entry {entry['seq']} was logged on another record")
    print(f"{len(leaves)} entries, root {roots[-1].hex()}")
    print(f"{len(blobs)} blobs; {checked} passages, {unchecked} of texts that are not here")
    print("\n".join(found) if found else "intact")
    sys.exit(5 if found else 0)

main()
