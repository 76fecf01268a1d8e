#!/usr/bin/python3
"""The public test vectors of age (C2SP CCTV, age/testdata), opened by firmware/age.

usage: age_vectors.py BIN FOLDER     TAP. BIN: the folder with the programs; the helper age_open lies in ../tests of it.

Armour, passphrases and post-quantum keys are not known here (age.h says so): such files have to be refused, or passed over.
"""
import hashlib
import os
import subprocess
import sys
import zlib

OPEN, FOLDER = os.path.join(sys.argv[1], "..", "tests", "age_open"), sys.argv[2]
NAMES = sorted(os.listdir(FOLDER))
print(f"1..{len(NAMES)}")
bad = passed_over = 0
for i, name in enumerate(NAMES):
    head, _, body = open(os.path.join(FOLDER, name), "rb").read().partition(b"\n\n")
    keys = {}
    for line in head.decode().split("\n"):
        key, _, value = line.partition(": ")
        keys.setdefault(key, []).append(value)
    if keys.get("compressed") == ["zlib"]:
        body = zlib.decompress(body)
    expect = keys["expect"][0]
    ids = [k for k in keys.get("identity", []) if k.startswith("AGE-SECRET-KEY-1")]
    run = subprocess.run([OPEN, *ids], input=body, capture_output=True)
    known = "armored" not in keys and (ids or expect == "header failure") and not (
        expect == "success" and "passphrase" in keys)
    why = ""
    if run.returncode not in (0, 1, 2):
        why = f"ended with {run.returncode}"
    elif not known:
        passed_over += 1
        why = "" if run.returncode else "opened, though it is of a kind that is not known"
    elif expect == "success":
        why = "" if run.returncode == 0 else "not opened: " + run.stderr.decode().strip()
    elif run.returncode == 0:
        why = f"opened, and has {expect}"
    elif expect in ("no match", "HMAC failure") and run.returncode != 1:
        why = f"{expect}, but: " + run.stderr.decode().strip()
    # of what breaks off later, stock age hands out the last whole chunk too, and we only those before it
    if not why and known and expect == "payload failure" and len(run.stdout) % 65536 == 0:
        pass
    elif not why and known and "payload" in keys and hashlib.sha256(run.stdout).hexdigest() != keys["payload"][0]:
        why = "what comes out is something else"
    bad += bool(why)
    print(f"{'not ' if why else ''}ok {i + 1} - {name}{'' if known else ' # not known here, and refused'}{': ' + why if why else ''}")
print(f"# {len(NAMES)} vectors, {passed_over} of kinds that are not known here, {bad} wrong")
sys.exit(bool(bad))
