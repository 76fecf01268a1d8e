#!/usr/bin/python3
"""What the panel's tests have for a mokad: speaks the lines of firmware/daemon/daemon.h, knows one
officer and keeps what it was told.

usage: fake_mokad.py SOCKET LOG      prints `ready` when it answers

Words beyond the daemon's, for tests: `case` with "case":"c-event" sends the member "event" of a line
as an event to all that watch; "c-flood" sends 2,000 long ones; "c-silent" is never answered;
"c-big" is answered with 300,000 bytes; "c-odd" with what is no answer.
"""
import json
import os
import select
import socket
import sys

SESSION = "5e" * 32


class Peer:
    def __init__(self, sock):
        self.sock, self.data, self.out, self.watches = sock, b"", b"", False


def answer(peers, peer, q):
    word, n = q.get("do"), q.get("id")
    ok = {"id": n, "ok": True}

    def no(code):
        return {"id": n, "ok": False, "code": code, "text": code}

    if word == "hello":
        return {**ok, "version": "0", "officers": [{"id": "a.mwangi", "name": "A. Mwangi", "locked_s": 0}]}
    if word == "sign-in":
        return {**ok, "session": SESSION, "officer": {"id": q.get("officer")}} if q.get("pin") == "123456" else no("pin")
    if q.get("session") != SESSION:
        return no("session")
    if word == "watch":
        peer.watches = True
        return ok
    if word == "case":
        name = q.get("case")
        watchers = [p for p in peers.values() if p.watches]
        if name == "c-silent":
            return None
        if name == "c-odd":
            return {"nothing": n}
        if name == "c-big":
            return {**ok, "big": "x" * 300000}
        if name == "c-event":
            for p in watchers:
                p.out += b'{"event":"case","case":{"id":"c-event"}}\n'
        if name == "c-flood":
            for p in watchers:
                p.out += (b'{"event":"told","text":"' + b"y" * 1000 + b'"}\n') * 2000
        if name == "c-bye":  # the session's end
            for p in watchers:
                p.out += b'{"event":"session","ended":"idle"}\n'
                p.watches = "over"
    return {**ok, "echo": {k: v for k, v in q.items() if k not in ("id", "session")}}


def main(path, log):
    listener = socket.socket(socket.AF_UNIX)
    if os.path.exists(path):
        os.unlink(path)
    listener.bind(path)
    listener.listen(32)
    os.chmod(path, 0o777)
    peers, record = {}, open(log, "a", buffering=1)
    print("ready", flush=True)
    while True:
        readers = [listener, *(p.sock for p in peers.values())]
        writers = [p.sock for p in peers.values() if p.out]
        readable, writable, _ = select.select(readers, writers, [])
        for s in writable:
            p = peers[s.fileno()]
            try:
                p.out = p.out[s.send(p.out):]
            except OSError:
                p.out = b""
        for s in readable:
            if s is listener:
                c, _ = listener.accept()
                c.setblocking(False)
                peers[c.fileno()] = Peer(c)
                continue
            p = peers[s.fileno()]
            try:
                got = s.recv(65536)
            except OSError:
                got = b""
            if not got:
                del peers[s.fileno()]
                s.close()
                record.write("closed\n")
                continue
            p.data += got
            while b"\n" in p.data:
                line, p.data = p.data.split(b"\n", 1)
                record.write(line.decode() + "\n")
                a = answer(peers, p, json.loads(line))
                if a is not None:
                    p.out += json.dumps(a).encode() + b"\n"
        for fd, p in list(peers.items()):
            if p.watches == "over" and not p.out:
                del peers[fd]
                p.sock.close()


main(*sys.argv[1:])
