#!/usr/bin/python3
"""A phone that means harm, over TCP:  bad_phone.py MODE   prints "listening ADDRESS:PORT".

It greets as a phantom would and answers commands, listings and files; MODE says in what it lies: tls,
steer (a terminal) or sizes. What goes wrong with a phantom is firmware/phantom/fault.h.
Formats: firmware/adb/wire.h, shell.h, sync.h.
"""
import socket
import struct
import sys

MODE = sys.argv[1]
CNXN, OPEN, OKAY, WRTE, CLSE, STLS = (
    int.from_bytes(w, "little") for w in (b"CNXN", b"OPEN", b"OKAY", b"WRTE", b"CLSE", b"STLS"))
STEER = b"\x1b[2J\x1b]0;pwn\x07\r\n\xe2\x80\xae\xe2\x80\xa8\"\\,\xff\xfe"
NOW, PLAIN, FOLDER = 1700000000, 0o100644, 0o40755


class Gone(Exception):
    """The other side hung up."""


def banner():
    name = STEER if MODE == "steer" else b"p"
    return (b"device::ro.product.name=" + name + b";ro.product.model=" + name +
            b";ro.moka.phantom=abc;features=shell_v2,cmd,stat_v2,ls_v2,sendrecv_v2")


def told(tag, mode, size=5, mtime=NOW):
    return tag + struct.pack("<IQQIIIIQqqq", 0, 1, 2, mode, 1, 0, 0, size, mtime, mtime, mtime)


def entry(name, mode=PLAIN, size=5, mtime=NOW):
    return told(b"DNT2", mode, size, mtime) + struct.pack("<I", len(name)) + name


def data(content):
    return b"DATA" + struct.pack("<I", len(content)) + content


def piece(kind, content):
    return bytes([kind]) + struct.pack("<I", len(content)) + content


def command(text):
    """The pieces of a shell v2 answer."""
    if MODE == "steer":
        yield piece(1, STEER) + piece(2, b"Error: " + STEER) + piece(3, b"\1")
    elif text.startswith("content"):
        yield piece(1, b"No result found.\n") + piece(3, b"\0")
    else:
        yield piece(1, b"1700000000\n") + piece(3, b"\0")


def listing():
    dots, done = entry(b".", FOLDER) + entry(b"..", FOLDER), b"DONE" + bytes(72)
    if MODE == "sizes":
        yield (dots + entry(b"f63", size=1 << 63) + entry(b"fmax", size=(1 << 64) - 1) +
               entry(b"fneg", mtime=-1) + entry(b"fmin", mtime=-(1 << 63)) +
               entry(b"fbig", mtime=(1 << 63) - 1) + entry(b"f" + STEER) + done)
    else:
        yield dots + entry(b"f1") + entry(b"f2") + entry(b"f3") + done


def received():
    yield data(b"hello") + b"DONE" + bytes(4)


def sync(stream):
    def asked(n):
        while len(stream["in"]) < n:
            yield None
    while True:
        yield from asked(8)
        tag, n = stream["in"][:4], struct.unpack("<I", stream["in"][4:8])[0]
        whole = 8 + n + (8 if tag == b"RCV2" else 0)
        yield from asked(whole)
        path, stream["in"] = stream["in"][8:8 + n], stream["in"][whole:]
        if tag == b"LST2":
            yield told(tag, FOLDER if path == b"/sdcard" else PLAIN)
        elif tag == b"LIS2":
            yield from listing()
        else:
            yield from received()


def serve(sock):
    streams = {}

    def put(cmd, a, b, payload=b""):
        sock.sendall(struct.pack("<6I", cmd, a, b, len(payload), 0, cmd ^ 0xffffffff) + payload)

    def take(n):
        got = b""
        while len(got) < n:
            more = sock.recv(n - len(got))
            if not more:
                raise Gone
            got += more
        return got

    def flow(i):
        stream = streams.get(i)
        if not stream or not stream["credit"]:
            return
        try:
            payload = next(stream["answer"])
        except StopIteration:
            put(CLSE, i, stream["peer"])
            del streams[i]
            return
        if payload is not None:
            stream["credit"] = False
            put(WRTE, i, stream["peer"], payload)

    while True:
        cmd, a, b, n, _, _ = struct.unpack("<6I", take(24))
        payload = take(n)
        if cmd == CNXN and MODE == "tls":
            put(STLS, 0x01000000, 0)
        elif cmd == CNXN:
            put(CNXN, 0x01000001, 1 << 20, banner())
        elif cmd == OPEN:
            i, service = a + 1000, payload.rstrip(b"\0").decode("latin-1")
            stream = {"peer": a, "credit": True, "in": b""}
            stream["answer"] = (sync(stream) if service.startswith("sync:")
                                else command(service.split(":", 1)[1]))
            streams[i] = stream
            put(OKAY, i, a)
            flow(i)
        elif cmd == WRTE and b in streams:
            streams[b]["in"] += payload
            put(OKAY, b, a)
            flow(b)
        elif cmd == OKAY and b in streams:
            streams[b]["credit"] = True
            flow(b)
        elif cmd == CLSE:
            streams.pop(b, None)


def main():
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen(5)
    print("listening 127.0.0.1:%d" % server.getsockname()[1], flush=True)
    while True:
        sock, _ = server.accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            serve(sock)
        except (Gone, OSError):
            pass
        sock.close()


main()
