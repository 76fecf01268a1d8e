"""TAP for the parts of check.py, and how they run programs."""
import hashlib
import os
import subprocess

from panel import Refused
from vm import Late

ENOUGH = int(os.environ.get("MOKA_PATIENCE", "400"))  # seconds that a boot may take here
count = failed = 0


def say(text):
    print("# " + text, flush=True)


def ok(name, good, why=""):
    global count, failed
    count += 1
    failed += not good
    print(f"{'ok' if good else 'not ok'} {count} - {name}", flush=True)
    if not good and why:
        print("#   " + str(why).replace("\n", "\n#   "), flush=True)
    return good


def tried(name, what):
    """ok when what() returns, with what it returned; a Late is told."""
    try:
        value = what()
        ok(name, True)
        return value
    except (Late, Refused, OSError, subprocess.SubprocessError) as e:
        ok(name, False, e)
        return None


def run(*words, **more):
    return subprocess.run(words, check=True, capture_output=True, text=True, **more).stdout


def digest(path):
    h = hashlib.sha256()
    with open(path, "rb") as f:
        for piece in iter(lambda: f.read(1 << 20), b""):
            h.update(piece)
    return h.hexdigest()


def end():
    """The plan, and the exit status."""
    print(f"1..{count}")
    return 1 if failed else 0
