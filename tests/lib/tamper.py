#!/usr/bin/python3
"""Sealed bundles with one random thing changed, each looked at by moka verify and by moka-check: both find it, name it, and
never say INTACT.

usage: tamper.py BIN BUNDLE TRUST WORK COUNT SEED [RECEIPT]     TAP

WORK: a folder to work in, best in memory. RECEIPT: the short one of the last transfer; without it the last transfers are not
removed, for then nobody can tell.
"""
import base64
import collections
import hashlib
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys

BIN, BUNDLE, TRUST, WORK, COUNT, SEED = *sys.argv[1:5], int(sys.argv[5]), int(sys.argv[6])
RECEIPT = sys.argv[7] if len(sys.argv) > 7 else None
rng = random.Random(SEED)
FOLDER = os.path.join(WORK, "changed")
STRANGER = os.path.join(WORK, "stranger")
TRANSFERS = "custody/transfers/"
LISTS = ["index.jsonl", "custody/log.jsonl", "coverage.jsonl", "manifest-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt"]


def read(name):
    with open(os.path.join(FOLDER, name), "rb") as f:
        return f.read()


TOUCHED = set()  # what restore() has to look at


def write(name, data):
    TOUCHED.add(name)
    path = os.path.join(FOLDER, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def remove(name):
    TOUCHED.add(name)
    os.remove(os.path.join(FOLDER, name))


def remove_folder(name):
    for n in FILES:
        if n.startswith(name + "/"):
            remove(n)
    os.rmdir(os.path.join(FOLDER, name))


def sha(data):
    return hashlib.sha256(data).hexdigest()


def tree(folder):
    out = {}
    for top, _, names in os.walk(folder):
        for n in names:
            path = os.path.join(top, n)
            with open(path, "rb") as f:
                out[os.path.relpath(path, folder)] = f.read()
    return out


WHOLE = tree(BUNDLE)
FILES = sorted(WHOLE)
DATA = [n for n in FILES if n.startswith("data/")]
MOVES = [n for n in FILES if n.startswith(TRANSFERS)]
LAST = max((int(os.path.basename(n)[:4]) for n in MOVES), default=0)


def restore():
    for name in sorted(TOUCHED):
        path = os.path.join(FOLDER, name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        elif os.path.lexists(path):
            os.remove(path)
        if name in WHOLE:
            write(name, WHOLE[name])
        elif os.path.isdir(os.path.dirname(path)) and not os.listdir(os.path.dirname(path)):
            os.rmdir(os.path.dirname(path))
    TOUCHED.clear()


def changed():
    for name in TOUCHED:
        path = os.path.join(FOLDER, name)
        if os.path.islink(path) or not os.path.isfile(path) or name not in WHOLE or read(name) != WHOLE[name]:
            return True
    return False


# Each change says what it did and which names of it a finding may give.

def flip(name):
    data = bytearray(read(name))
    if not data:
        return longer(name)
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    write(name, bytes(data))
    return f"a bit of {name}", [name]


def cut(name):
    data = read(name)
    if not data:
        return longer(name)
    write(name, data[:rng.randrange(len(data))])
    return f"{name} cut", [name]


def longer(name):
    write(name, read(name) + b"x")
    return f"a byte behind {name}", [name]


def gone(name):
    remove(name)
    return f"{name} gone", [name]


def new(name):
    own = os.path.join(os.path.dirname(name), rng.choice(["0000000", "new", "9999999", "0099.json", "0099.sig", "journal2", "kit.sig2"]))
    if own in WHOLE:
        return gone(name)
    write(own, rng.choice([b"", b"x", WHOLE[name]]))
    return f"{own} new", [own]


def folder(name):
    own = os.path.join(os.path.dirname(name), "deeper")
    write(own + "/x", b"x")
    return f"{own}/x new", [own]


def rename(name):
    other = name + "1" if rng.random() < .5 else os.path.join(os.path.dirname(name), "0088888")
    remove(name)
    write(other, WHOLE[name])
    return f"{name} renamed", [name, other]


def swap(name):
    other = rng.choice([n for n in FILES if WHOLE[n] != WHOLE[name]])
    write(name, WHOLE[other])
    write(other, WHOLE[name])
    return f"{name} and {other} exchanged", [name, other]


def line(_):
    """A line of a text file goes, comes twice, or changes its place."""
    name = rng.choice(LISTS)
    lines = read(name).split(b"\n")[:-1]
    at, how = rng.randrange(len(lines)), rng.choice(["gone", "twice", "moved"])
    if how == "twice":
        lines.insert(at, lines[at])
    elif how == "gone" or at == len(lines) - 1:
        lines.pop(at)
    else:
        lines.append(lines.pop(at))
    write(name, b"".join(x + b"\n" for x in lines))
    return f"line {at + 1} of {name} {how}", [name]


def log_end(_):
    """The last lines of the custody log go, and all hashes fit again; only the signature tells."""
    lines = read("custody/log.jsonl").split(b"\n")[:-1]
    n = rng.randint(1, len(lines))
    write("custody/log.jsonl", b"".join(x + b"\n" for x in lines[:-n]))
    if rng.random() < .5:
        return f"the last {n} acts gone", ["custody/log.jsonl"]
    refit()
    return f"the last {n} acts gone, hashes fitted", ["signatures/kit.sig", "custody/log.jsonl"]


def link(name):
    target = os.path.join(WORK, "elsewhere")
    with open(target, "wb") as f:
        f.write(WHOLE[name])
    remove(name)
    os.symlink(target, os.path.join(FOLDER, name))
    return f"{name} a link", [name]


def put_there(name, how):
    """Something else than a file."""
    TOUCHED.add(name)
    path = os.path.join(FOLDER, name)
    if os.path.lexists(path):
        os.remove(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if how == "a pipe":
        os.mkfifo(path)
    elif how == "a socket":
        with socket.socket(socket.AF_UNIX) as s:
            here = os.open(os.path.dirname(path), os.O_RDONLY)
            s.bind(f"/proc/self/fd/{here}/{os.path.basename(path)}")
            os.close(here)
    else:
        os.mkdir(path)


def other(name):
    """A pipe, a socket or a folder in a file's place."""
    how = rng.choice(["a pipe", "a socket", "a folder"])
    put_there(name, how)
    return f"{name} {how}", [name]


def journal(extra=b""):
    """One that checks, as of a run that goes on."""
    text = b'{"j":"info"%s}' % extra
    return hashlib.sha256(b"moka-journal-1\n" + text).hexdigest()[:16].encode() + b" " + text + b"\n"


def ours(_):
    """What the bundle's own machinery leaves while it works, and names that a listing hides."""
    where = rng.choice(["", "", "", "data/", "data/000/", "custody/", "signatures/", TRANSFERS])
    own = where + rng.choice(["journal", "journal", "scratch", "index.jsonl.tmp", "0000001.tmp", "x.tmp", ".journal", ".tmp", ".moka",
                              "..new", "journal.tmp"])
    if rng.random() < .3:
        put_there(own, "a folder")
    else:
        write(own, rng.choice([b"", b"x", journal(), journal(b',"training":true')]))
    return f"{own} new, as if work went on", [own]


def empty(_):
    """An empty folder, alone or in another."""
    own = rng.choice(["", "data/", "data/000/", "custody/", "signatures/"]) + rng.choice(["new", "001", "999", "transfers", "new/new"])
    if own in ("custody/transfers",) and MOVES or os.path.lexists(os.path.join(FOLDER, own)):
        own = "data/998"
    put_there(own, "a folder")
    TOUCHED.add(own.removesuffix("/new") if own.endswith("new/new") else own)
    return f"{own} an empty folder", [own.removesuffix("/new") if own.endswith("new/new") else own]


def refit():
    """The tag manifest with the hashes of what is there now."""
    rows = []
    for row in read("tagmanifest-sha256.txt").decode().splitlines():
        rows.append(sha(read(row[66:])) + row[64:] + "\n")
    write("tagmanifest-sha256.txt", "".join(rows).encode())


def edit_payload():
    name = rng.choice(DATA)
    data = read(name) + b"Row: 9 planted\n"
    old = WHOLE[name]
    write(name, data)
    for lst in ("manifest-sha256.txt", "index.jsonl"):
        write(lst, read(lst).replace(sha(old).encode(), sha(data).encode()))
    rows = read("index.jsonl").split(b"\n")
    rows = [r.replace(b'"bytes":%d,' % len(old), b'"bytes":%d,' % len(data)) if name.encode() in r else r for r in rows]
    write("index.jsonl", b"\n".join(rows))
    info = re.sub(rb"Payload-Oxum: (\d+)\.", lambda m: b"Payload-Oxum: %d." % (int(m[1]) + len(data) - len(old)),
                  read("bag-info.txt"))
    write("bag-info.txt", info)
    return name


def sign(name, to, space):
    path = os.path.join(FOLDER, name)
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-f", STRANGER, "-n", space, path], check=True, capture_output=True)
    with open(path + ".sig", "rb") as f:
        write(to, f.read())
    os.remove(path + ".sig")


def resigned(_):
    """Edited so that every hash fits, and signed again by another key."""
    if MOVES and rng.random() < .3:
        name = rng.choice([n for n in MOVES if n.endswith(".json")])
        write(name, read(name).replace(b'"clock":"doubtful"', b'"clock":"trusted"'))
        sign(name, name[:-5] + ".sig", "moka-transfer")
        return f"{name} edited, signed again", [name, name[:-5] + ".sig", TRANSFERS]
    what = edit_payload() if rng.random() < .6 else "bag-info.txt"
    if what == "bag-info.txt":
        write(what, read(what).replace(b"Moka-Exhibit: ", b"Moka-Exhibit: not "))
    refit()
    for s in ("kit", "officer"):
        if f"signatures/{s}.sig" in WHOLE:
            sign("tagmanifest-sha256.txt", f"signatures/{s}.sig", "moka-bundle")
    return f"{what} edited, all fitted, signed again", ["signatures/kit.sig"]


def stripped(_):
    """Signatures go, with or without the word of them."""
    how = rng.randrange(4)
    if how == 0:
        remove_folder("signatures")
        return "no signatures", ["signatures"]
    if how == 1:
        remove("signatures/kit.sig")
        return "no kit's signature", ["signatures/kit.sig"]
    if how == 2 and "signatures/officer.sig" in WHOLE:
        remove("signatures/officer.sig")
        write("bag-info.txt", re.sub(rb"Moka-Signatures: .*", b"Moka-Signatures: kit", read("bag-info.txt")))
        refit()
        return "no officer's signature, nor a word of it", ["signatures/kit.sig"]
    remove_folder("signatures")
    write("bag-info.txt", re.sub(rb"Moka-Signatures: .*\n", b"", read("bag-info.txt")))
    refit()
    return "no signatures, nor a word of them", ["no signature of a kit", "bag-info.txt", "signatures/tree.sig", TRANSFERS]


def transfers(_):
    """Whole transfers go: from the end, from the middle, all of them; or a file of one."""
    if not MOVES:
        return stripped(_)
    first = rng.randint(1, LAST)
    last = LAST if RECEIPT and rng.random() < .5 else rng.randint(first, max(first, LAST - 1))
    if not RECEIPT and last == LAST:
        return gone(rng.choice(MOVES))
    for n in MOVES:
        if first <= int(os.path.basename(n)[:4]) <= last:
            remove(n)
    if not os.listdir(os.path.join(FOLDER, TRANSFERS)):
        os.rmdir(os.path.join(FOLDER, TRANSFERS))
    return f"transfers {first} to {last} gone", ["custody/transfers", "receipt"]


def reorder(_):
    """Payload or transfers change their numbers."""
    among = DATA if not MOVES or rng.random() < .6 else MOVES
    a, b = rng.sample(among, 2)
    if WHOLE[a] == WHOLE[b]:
        return swap(a)
    write(a, WHOLE[b])
    write(b, WHOLE[a])
    return f"{a} and {b} change places", [a, b]


KINDS = {ours: 3, empty: 1, other: 1, flip: 6, cut: 2, longer: 2, gone: 3, new: 2, folder: 1, rename: 2, swap: 2, line: 4, log_end: 2, link: 1,
         resigned: 3, stripped: 2, transfers: 3, reorder: 2}


def look(program, *args):
    return subprocess.Popen([os.path.join(BIN, program), *args], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            errors="replace")


def end_of(p):
    try:
        return p.communicate(timeout=300)[0]
    except subprocess.TimeoutExpired:
        p.kill()
        return "it hangs\n"


def both():
    seen = ["--trust", TRUST] + (["--receipt", RECEIPT] if RECEIPT else [])
    running = [look("moka", "verify", *seen, FOLDER), look("moka-check", *seen, FOLDER)]
    return [end_of(p) for p in running]


def judge(out, names):
    """NULL, or what is wrong with it."""
    last = out.strip().split("\n")[-1].replace("TRAINING ", "")
    if last == "INTACT":
        return "INTACT"
    if last not in ("TAMPERED", "UNKNOWN"):
        return f"says {last}"
    if "tagmanifest-sha256.txt" in names: # what the signatures are of
        names = names + ["signatures/kit.sig"]
    names = names + [n[:len(TRANSFERS) + 4] for n in names if n.startswith(TRANSFERS)]
    against = [x for x in out.split("\n") if x.startswith("BAD")]
    if last == "UNKNOWN" and "no signature of a kit" not in out and "not sealed" not in out and \
            "a key that is not Ed25519" not in out and ".receiver.sig: missing" not in out:
        return "UNKNOWN"
    if not any(n in x for n in names for x in (against or out.split("\n"))):
        return "does not name " + " or ".join(names)
    return None


if not os.path.exists(STRANGER):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", STRANGER], check=True)
odd, made = [], collections.Counter()
shutil.rmtree(FOLDER, ignore_errors=True)
TOUCHED.update(WHOLE)
restore()
for is_ in both():
    if is_.strip().split("\n")[-1].replace("TRAINING ", "") != "INTACT":
        odd.append("untouched, and yet:\n" + is_)
for i in range(COUNT):
    restore()
    if i % 100 == 0 and tree(FOLDER) != WHOLE:
        sys.exit("the bundle is not what it was: this test is wrong")
    change = rng.choices(list(KINDS), KINDS.values())[0]
    what, names = change(rng.choice(FILES))
    made[change.__name__] += 1
    if not changed():
        odd.append(f"{i}, {what}: nothing was changed")
        continue
    for program, out in zip(("moka verify", "moka-check"), both()):
        wrong = judge(out, names)
        if wrong:
            odd.append(f"{i}, {what}: {program}: {wrong}\n{out}")
shutil.rmtree(FOLDER)
print("1..1")
print(f"{'not ' if odd else ''}ok 1 - {COUNT} bundles with one thing changed: both verifiers find and name each (seed {SEED})")
print("# " + ", ".join(f"{k} {n}" for k, n in sorted(made.items())))
for o in odd[:3]:
    print("# " + o.replace("\n", "\n# "), file=sys.stderr)
for o in odd[:10]:
    print("# " + o.split("\n")[0], file=sys.stderr)
if odd:
    print(f"# {len(odd)} not found or not named")
sys.exit(bool(odd))
