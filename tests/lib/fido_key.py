"""A FIDO2 key in software behind a pseudo terminal, as moka-token finds one in FOLDER/hidraw and FOLDER/dev: CTAPHID (CTAP
2.1, section 11.2) and of CTAP2 getInfo, makeCredential and getAssertion. A test double of the device: a true one was never met.

usage: fido_key.py FOLDER NAME     NAME hidraw0, ..; the file FOLDER/NAME.how says what befalls it, word by word:
    es256     it makes no Ed25519 keys         stuck     its counter stays as it is
    untouched nobody touches it                absent    it signs without a touch
    pin       it wants its own PIN              holds     it waits for a touch until that word is gone
Its secrets lie in FOLDER/NAME.d. Ends when its standard input does.
"""
import hashlib
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import tty

INIT, CBOR, CANCEL, KEEPALIVE, ERROR = 0x06, 0x10, 0x11, 0x3b, 0x3f
FIDO = bytes.fromhex("06d0f10901a1010920150026ff00750895408102092115002 6ff00750895409102c0".replace(" ", ""))
KEYBOARD = bytes.fromhex("05010906a101050719e029e71500250175019508810295017508810 1c0".replace(" ", ""))


def head(major, n):
    for more, size in ((24, 1), (25, 2), (26, 4)):
        if n < 24:
            return bytes([major << 5 | n])
        if n < 1 << 8 * size:
            return bytes([major << 5 | more]) + n.to_bytes(size, "big")
    raise ValueError(n)


def enc(v):
    if isinstance(v, bool):
        return b"\xf5" if v else b"\xf4"
    if isinstance(v, int):
        return head(0, v) if v >= 0 else head(1, -1 - v)
    if isinstance(v, bytes):
        return head(2, len(v)) + v
    if isinstance(v, str):
        return head(3, len(v.encode())) + v.encode()
    if isinstance(v, list):
        return head(4, len(v)) + b"".join(map(enc, v))
    return head(5, len(v)) + b"".join(enc(k) + enc(x) for k, x in v.items())


def dec(b, at=0):
    major, low = b[at] >> 5, b[at] & 31
    at += 1
    if low >= 24 and major != 7:
        size = 1 << (low - 24)
        low, at = int.from_bytes(b[at:at + size], "big"), at + size
    if major in (0, 1):
        return (low if major == 0 else -1 - low), at
    if major in (2, 3):
        part = b[at:at + low]
        return (part if major == 2 else part.decode()), at + low
    if major == 7:
        return {20: False, 21: True}[low], at
    out = [] if major == 4 else {}
    for _ in range(low):
        one, at = dec(b, at)
        if major == 4:
            out.append(one)
        else:
            out[one], at = dec(b, at)
    return out, at


def openssl(*args, data=b""):
    return subprocess.run(["openssl", *args], input=data, stdout=subprocess.PIPE, check=True).stdout


class Key:
    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.secrets = os.path.join(folder, name + ".d")
        os.makedirs(self.secrets, exist_ok=True)
        os.makedirs(os.path.join(folder, "hidraw", name, "device"), exist_ok=True)
        os.makedirs(os.path.join(folder, "dev"), exist_ok=True)
        self.parent, child = pty.openpty()
        tty.setraw(child)
        tty.setraw(self.parent)
        self.child = child  # open, so that the parent's end stays readable
        node = os.path.join(folder, "dev", name)
        if os.path.lexists(node):
            os.unlink(node)
        os.symlink(os.ttyname(child), node)
        with open(os.path.join(folder, "hidraw", name, "device", "report_descriptor"), "wb") as f:
            f.write(FIDO)

    def how(self):
        try:
            with open(os.path.join(self.folder, self.name + ".how")) as f:
                return f.read().split()
        except FileNotFoundError:
            return []

    def unplug(self):
        os.unlink(os.path.join(self.folder, "dev", self.name))
        os.unlink(os.path.join(self.folder, "hidraw", self.name, "device", "report_descriptor"))

    # ---- packets ----

    def packet(self):
        have = b""
        while len(have) < 65:  # the number of the report, and the report
            ready, _, _ = select.select([self.parent, 0], [], [])
            if 0 in ready and not os.read(0, 1):
                self.unplug()
                sys.exit(0)
            if self.parent in ready:
                have += os.read(self.parent, 65 - len(have))
        return have[1:]

    def began(self):
        termios.tcflush(self.child, termios.TCIFLUSH)  # who opens it anew finds nothing of before

    def send(self, channel, command, body):
        parts = [channel + bytes([command | 0x80]) + struct.pack(">H", len(body)) + body[:57]]
        rest = body[57:]
        while rest:
            parts.append(channel + bytes([len(parts) - 1]) + rest[:59])
            rest = rest[59:]
        for p in parts:
            os.write(self.parent, p.ljust(64, b"\0"))

    def run(self):
        while True:
            p = self.packet()
            channel, command, n = p[:4], p[4], struct.unpack(">H", p[5:7])[0]
            body = p[7:7 + n]
            while len(body) < n:
                body += self.packet()[5:5 + n - len(body)]
            if command == INIT | 0x80:
                self.began()
                self.send(channel, INIT, body + b"\0\0\0\1" + bytes([2, 1, 0, 0, 4 | 8]))  # CBOR, and no U2F messages
            elif command == CBOR | 0x80:
                answer = self.cbor(channel, body[0], dec(body, 1)[0] if n > 1 else {})
                if answer:
                    self.send(channel, CBOR, answer)
            elif command != CANCEL | 0x80:
                self.send(channel, ERROR, b"\1")

    # ---- CTAP2 ----

    def cbor(self, channel, command, ask):
        if command == 4:
            return b"\0" + enc({1: ["FIDO_2_0"], 3: bytes(16), 4: {"rk": False, "up": True}})
        if command == 1:
            return self.make(channel, ask)
        return self.use(channel, ask) if command == 2 else b"\1"

    def refuses(self, channel):
        """None when it is touched; b"": somebody speaks to it anew."""
        if "untouched" in self.how():
            return b"\x2f"
        if "holds" in self.how():
            self.send(channel, KEEPALIVE, b"\2")
            with open(os.path.join(self.folder, self.name + ".waits"), "w"):
                pass
        while "holds" in self.how():
            if select.select([self.parent, 0], [], [], 0.05)[0]:
                return b""
        return None

    def file(self, handle, what):
        return os.path.join(self.secrets, handle.hex() + what)

    def knows(self, descriptors):
        return [d["id"] for d in descriptors if os.path.exists(self.file(d["id"], ".pem"))]

    def make(self, channel, ask):
        kinds = [p["alg"] for p in ask[4]]
        kind = next((k for k in kinds if k == -7 or (k == -8 and "es256" not in self.how())), None)
        if kind is None:
            return b"\x26"
        if "pin" in self.how():
            return b"\x36"
        if self.knows(ask.get(5, [])):
            return b"\x19"
        refused = self.refuses(channel)
        if refused is not None:
            return refused
        handle = os.urandom(48)
        more = ["-algorithm", "ed25519"] if kind == -8 else ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
        pem = openssl("genpkey", *more)
        with open(self.file(handle, ".pem"), "wb") as f:
            f.write(pem)
        der = openssl("pkey", "-pubout", "-outform", "DER", data=pem)
        cose = {1: 1, 3: -8, -1: 6, -2: der[-32:]} if kind == -8 else {1: 2, 3: -7, -1: 1, -2: der[-64:-32], -3: der[-32:]}
        data = self.data(ask[2]["id"], 0x41, 0) + bytes(16) + struct.pack(">H", len(handle)) + handle + enc(cose)
        return b"\0" + enc({1: "none", 2: data, 3: {}})

    def data(self, rp, flags, counter):
        return hashlib.sha256(rp.encode()).digest() + bytes([flags]) + struct.pack(">I", counter)

    def count(self):
        path = os.path.join(self.secrets, "counter")
        n = int(open(path).read()) if os.path.exists(path) else 0
        if "stuck" not in self.how():
            n += 1
        with open(path, "w") as f:
            f.write(str(n))
        return n

    def use(self, channel, ask):
        known = self.knows(ask.get(3, []))
        if not known:
            return b"\x2e"
        touch = ask.get(5, {}).get("up", True)
        refused = self.refuses(channel) if touch else None
        if refused is not None:
            return refused
        data = self.data(ask[1], 1 if touch and "absent" not in self.how() else 0, self.count() if touch else 0)
        pem, text = self.file(known[0], ".pem"), os.path.join(self.secrets, "text")
        with open(text, "wb") as f:
            f.write(data + ask[2])
        ed = "ED25519" in openssl("pkey", "-in", pem, "-noout", "-text").decode()
        sig = openssl("pkeyutl", "-sign", "-inkey", pem, "-rawin", *([] if ed else ["-digest", "sha256"]), "-in", text)
        return b"\0" + enc({1: {"id": known[0], "type": "public-key"}, 2: data, 3: sig})


if __name__ == "__main__":
    key = Key(sys.argv[1], sys.argv[2])
    print("plugged", flush=True)
    key.run()
