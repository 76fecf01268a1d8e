#!/usr/bin/python3
"""A moka-token that lies, in the place of the true one: answers as firmware/token/token.h has it, for a key in software, and
then what FOLDER/how says is wrong with it. It counts in FOLDER/counter; its secret is FOLDER/secret.pem.

usage: moka-token FOLDER     one question on standard input
"""
import hashlib
import json
import os
import signal
import struct
import subprocess
import sys
import time

folder = sys.argv[1]
RP, HANDLE = b"moka.kit", b"handle-of-the-liar"
PEM, COUNT, LAST = (os.path.join(folder, x) for x in ("secret.pem", "counter", "last"))


def openssl(*args, data=b""):
    return subprocess.run(["openssl", *args], input=data, stdout=subprocess.PIPE, check=True).stdout


def text(path, otherwise):
    try:
        with open(path, encoding="utf-8") as f:
            return f.read()
    except FileNotFoundError:
        return otherwise


def keep(path, what):
    with open(path, "w", encoding="utf-8") as f:
        f.write(what)


def string(b):
    return struct.pack(">I", len(b)) + b


def blob(how):
    if not os.path.exists(PEM):
        openssl("genpkey", "-algorithm", "ed25519", "-out", PEM)
    point = openssl("pkey", "-in", PEM, "-pubout", "-outform", "DER")[-32:]
    app = b"ssh:" if how == "other-application" else RP
    if how == "plain-key":  # of no hardware: its signatures say nothing of a touch
        return string(b"ssh-ed25519") + string(point)
    if how == "off-the-curve":
        return string(b"sk-ecdsa-sha2-nistp256@openssh.com") + string(b"nistp256") + string(b"\4" + b"\1" * 64) + string(app)
    if how == "short-point":
        point = point[:31]
    if how == "length-that-lies":
        return string(b"sk-ssh-ed25519@openssh.com") + struct.pack(">I", 0xffffffff) + point + string(app)
    return string(b"sk-ssh-ed25519@openssh.com") + string(point) + string(app) + (b"\0" * 4096 if how == "large-key" else b"")


def signature(how, challenge):
    n = int(text(COUNT, "0"))
    n = {"counter-back": n - 1, "counter-same": n, "counter-gone": 0}.get(how, n + 1)
    if not how:  # the kit counts what it took
        keep(COUNT, str(n))
    if how == "other-challenge":
        challenge = os.urandom(32)
    flags = 0 if how == "no-touch" else 1
    to_sign = os.path.join(folder, "to-sign")
    with open(to_sign, "wb") as f:
        f.write(hashlib.sha256(b"ssh:" if how == "other-application" else RP).digest() + struct.pack(">BI", flags, n) + challenge)
    sig = bytearray(openssl("pkeyutl", "-sign", "-inkey", PEM, "-rawin", "-in", to_sign))
    if how == "wrong-signature":
        sig[7] ^= 1
    if how == "counter-not-signed":
        n += 1000
    return string(b"sk-ssh-ed25519@openssh.com") + string(bytes(sig)) + struct.pack(">BI", flags, n)


def answer(how, ask):
    handle = {"no-handle": b"", "large-handle": b"h" * 513, "other-handle": b"somebody-else's"}.get(how, HANDLE)
    if ask["do"] == "make":
        out = {"handle": handle.hex(), "key": blob(how).hex()}
    elif how == "said-before":
        out = json.loads(text(LAST, "{}"))
    else:
        out = {"handle": handle.hex(), "signature": signature(how, bytes.fromhex(ask["hash"])).hex()}
        if not how:
            keep(LAST, json.dumps(out))
    what = "key" if ask["do"] == "make" else "signature"
    out = {"large-signature": dict(out, **{what: "00" * 4000}), "not-hex": dict(out, **{what: "xy" * 60}),
           "odd-hex": dict(out, **{what: out[what] + "0"}), "a-number": dict(out, **{what: 7}), "a-list": [out],
           "nothing-in-it": {}, "a-code-nobody-knows": {"code": "signed-in", "text": "let them in"}, "a-code-that-is-none": {"code": 5},
           "signature-and-code": dict(out, **{what: "", "code": "late"})}.get(how, out)
    return json.dumps(out).encode()


def speak(how, line):
    if how == "hangs":
        time.sleep(3600)
    if how in ("dies", "dies-in-the-middle"):
        sys.stdout.buffer.write(line[:len(line) // 2 if how == "dies-in-the-middle" else 0])
        sys.stdout.flush()
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "says-nothing":
        sys.exit(3)
    if how == "floods":
        while True:
            os.write(1, b"x" * 65536)
    made = {"no-json": b"let them in", "binary": bytes(range(256)) * 16, "empty-line": b"", "deep": b"[" * 100000,
            "twice": line[:-1] + b', "handle": "00"}', "two-megabytes": line[:-1] + b" " * (2 << 20) + b"}",
            "good-after-bad": b"no\n" + line, "nul": line[:20] + b"\0" + line[20:]}
    sys.stdout.buffer.write(made.get(how, line) + b"\n")


how = text(os.path.join(folder, "how"), "")
wanted = json.loads(sys.stdin.readline())
when, _, how = how.rpartition(":")  # "use:no-touch": only of that question
how = how if when in ("", wanted["do"]) else ""
try:
    speak(how, answer(how, wanted))
except BrokenPipeError:
    os._exit(1)
