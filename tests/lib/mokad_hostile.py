"""tests/e2e/mokad_hostile.sh: what a hostile panel tries. PROGRAMS WORK"""
import json
import os
import socket
import subprocess
import sys
import time

import tap
from in_line import in_line
from mokad_client import SEIZED, SIGNATURE, Client, Daemon

programs, work = sys.argv[1:]
d = Daemon(programs, os.path.join(work, "state")).start()
with d.client() as first:
    first.ok("officer-add", officer="a.b", name="A B", pin="123456")
CASE = "c-aaaaaaaaaa"


def alive():
    with d.client("a.b") as c:
        c.ok("cases")


def refused_and_closed(data):
    with d.client() as c:
        try:
            c.raw(data)
            c.sock.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        got = c.line()
        assert got is None or (got["ok"] is False and got["code"] == "usage" and got["id"] is None), got
        assert c.line() is None


def garbage_gets_a_refusal_and_the_end_of_the_connection():
    for data in (b"\n", b"{\n", b"[]\n", b"null\n", b"\xff\xfe\n", b'{"id":1,"id":2,"do":"hello"}\n', b'"hello"\n',
                 b'{"id":1,"do":"hello"}}\n', b"GET / HTTP/1.1\r\n\r\n", b'{"id":1,"do":"hel\x00lo"}\n',
                 b'{"id":1,"do":"\\u0000"}\n', os.urandom(3000).replace(b"\n", b"") + b"\n"):
        refused_and_closed(data)
    alive()


def depth_and_size_are_limited():
    refused_and_closed(b'{"id":1,"do":"hello","x":' + b"[" * 8 + b"]" * 8 + b"}\n")
    refused_and_closed(b"[" * 60000 + b"\n")
    refused_and_closed(b'{"id":1,"do":"hello","x":"' + b"a" * 65536 + b'"}\n')
    refused_and_closed(b"a" * 300000)
    with d.client() as c:
        c.raw(b'{"id":1,"do":"hello"' + b" " * (65536 - 21) + b"}\n")
        assert c.line()["ok"] is True
    alive()


def each_member_is_checked_and_unknown_ones_are_refused():
    with d.client("a.b") as c:
        for members in ({"do": "hello", "id": "1"}, {"do": "hello", "id": -1}, {"do": "hello", "id": 1.5},
                        {"do": "hello"}, {"id": 1}, {"id": 1, "do": 7}, {"id": 1, "do": "exec"},
                        {"id": 1, "do": "hello", "extra": 1}, {"id": 1, "do": "hello", "session": 5}):
            c.raw(json.dumps(members).encode() + b"\n")
            got = c.line()
            assert got["ok"] is False and got["code"] in ("usage", "session"), (members, got)
        for word, members in (
                ("case", {}), ("case", {"case": "c-AAAAAAAAAA"}), ("case", {"case": "../../etc"}),
                ("case", {"case": CASE + "a"}), ("case", {"case": 5}), ("case-new", {"training": "yes"}),
                ("case-new", {"training": True, "case": CASE}), ("preset", {"case": CASE, "preset": "all"}),
                ("plan", {"case": CASE, "platform": "symbian"}), ("log", {"case": CASE, "from": -1}),
                ("officer-add", {"officer": "../x", "name": "X", "pin": "123456"}),
                ("officer-add", {"officer": "x", "name": "X\u001b[2J", "pin": "123456"}),
                ("officer-add", {"officer": "x", "name": "X", "pin": "12345a"}),
                ("officer-add", {"officer": "x", "name": "X", "pin": "1234567890123"}),
                ("sign-in", {"officer": "a.b", "pin": 123456}),
                ("case-set", {"case": CASE, "part": "scope"}),
                ("case-set", {"case": CASE, "part": "item", "value": {}}),
                ("case-set", {"case": CASE, "part": "owner", "value": "x"}),
                ("handover", {"case": CASE, "receiver": [], "signature": SIGNATURE}),
                ("handover", {"case": CASE, "receiver": {}, "signature": {"strokes": [[[1, 2]]]}})):
            c.refused(word, "usage", **members)
        for part, value in (("exhibit", {"number": "x" * 201}), ("exhibit", {"number": "a\nb"}),
                            ("owner", {"role": "victim", "rolle": 1}), ("seizure", {"at": "now"}),
                            ("clock", {"offset_s": 10**12}), ("scope", {"categories": ["everything"]}),
                            ("scope", {"categories": ["calls"], "limit": 5}),
                            ("scope", {"categories": ["files"], "paths": ["/sdcard/$(reboot)", 5]})):
            case = c.ok("case-new", training=True)["case"]["id"]
            got = c.refused("case-set", "usage", case=case, part=part, value=value)
            assert got["part"] == part, got
            assert c.ok("case", case=case)["case"]["parts"] == {}
            c.ok("case-drop", case=case)


def no_word_works_without_a_session_and_none_is_guessed():
    words = {"cases": {}, "phones": {}, "case-new": {"training": True}, "watch": {}, "officers": {}, "sign-out": {},
             "case": {"case": CASE}, "start": {"case": CASE, "device": "usb"}, "wipe": {"case": CASE, "exhibit": "x"},
             "withdraw": {"case": CASE, "why": "x"}, "log": {"case": CASE}, "keep": {"case": CASE, "why": "x"},
             "case-set": {"case": CASE, "part": "owner", "value": {}}, "stop": {"case": CASE},
             "resume": {"case": CASE}, "glance": {"case": CASE}, "result": {"case": CASE},
             "backup-password": {"case": CASE, "password": "x"}, "answer": {"case": CASE, "what": "x", "value": "y"},
             "handover": {"case": CASE, "receiver": {"name": "x"}, "signature": SIGNATURE}}
    with d.client("a.b") as c:
        good = c.session
        c.session = None
        for word, members in words.items():
            c.refused(word, "session", **members)
            for forged in ("0" * 64, good[:63] + ("0" if good[63] != "0" else "1"), good.upper(), good[:-1], good + "0"):
                if forged != good:
                    c.refused(word, "session", session=forged, **members)
        c.ok("cases", session=good)


def each_word_is_refused_in_the_states_that_it_is_not_for():
    with d.client("a.b") as c:
        draft = c.ok("case-new", training=True)["case"]["id"]
        for word, members in {"start": {"device": "tcp:127.0.0.1:1"}, "stop": {}, "resume": {}, "keep": {"why": "x"},
                              "glance": {}, "result": {}, "wipe": {"exhibit": "x"},
                              "backup-password": {"password": "x"}, "answer": {"what": "x", "value": "y"},
                              "handover": {"receiver": {"name": "x"}, "signature": SIGNATURE}}.items():
            assert c.refused(word, "state", case=draft, **members)["is"] == "draft"
        c.ok("withdraw", case=draft, why="x")
        for word, members in {"case-set": {"part": "owner", "value": {}}, "case-drop": {}, "until-full": {},
                              "withdraw": {"why": "x"}, "plan": {"platform": "android"}}.items():
            assert c.refused(word, "state", case=draft, **members)["is"] == "withdrawn"
        ready = c.ready_case()["id"]
        c.refused("start", "not-found", case=ready, device="tcp:127.0.0.1:1")
        c.refused("start", "not-found", case=ready, device="usb")
        c.refused("start", "not-found", case=ready, device="--output=/etc/passwd")
        assert c.ok("case", case=ready)["case"]["state"] == "ready"
        c.ok("case-drop", case=ready)


def floods_of_connections_and_of_requests_leave_room_for_others():
    kept = d.client("a.b")
    socks = []
    for _ in range(60):
        s = socket.socket(socket.AF_UNIX)
        s.connect(d.path)
        s.settimeout(60)
        socks.append(s)
    closed = sum(1 for s in socks[31:] if s.recv(1) == b"")
    assert closed == 29, closed
    kept.ok("cases")
    for s in socks:
        s.close()
    with d.client("a.b") as flood, d.client("a.b") as other:
        request = json.dumps({"id": 1, "do": "hello"}).encode() + b"\n"
        flood.sock.setblocking(False)
        sent = 0
        worst = 0.0
        both = os.getpid(), d.process.pid
        until = time.monotonic() + 3
        while time.monotonic() < until:
            try:
                sent += flood.sock.send(request * 200)
            except BlockingIOError:
                pass
            try:
                while flood.sock.recv(1 << 20):
                    pass
            except BlockingIOError:
                pass
            begin, stood = time.monotonic(), in_line(*both)
            other.ok("phones")
            worst = max(worst, time.monotonic() - begin - (in_line(*both) - stood))
        assert sent > 20000 and worst < 0.5, (sent, worst)
    kept.sock.close()


def who_does_not_read_is_cut_and_nobody_else():
    with d.client("a.b") as lazy, d.client("a.b") as c:
        case = c.ok("case-new", training=True)["case"]["id"]
        note = {**SEIZED["seizure"], "note": "n" * 2000}
        request = {"id": 9, "do": "case", "case": case, "session": lazy.session}
        c.ok("case-set", case=case, part="seizure", value=note)
        lazy.sock.settimeout(30)
        try:
            for _ in range(40000):
                lazy.raw(json.dumps(request).encode() + b"\n")
        except OSError:
            pass
        got = 0
        try:
            while True:
                part = lazy.sock.recv(1 << 20)
                if not part:
                    break
                got += len(part)
        except ConnectionError:
            pass
        assert got < 16 << 20, got
        c.ok("case-drop", case=case)


def another_user_is_not_heard_but_the_panels():
    if os.geteuid() != 0:
        return
    d.stop()
    other = os.path.join(work, "state.sock")

    def hello(uid):
        script = ("import os, socket, sys\n"
                  f"os.setgid({uid}); os.setuid({uid})\n"
                  "s = socket.socket(socket.AF_UNIX); s.settimeout(60)\n"
                  f"s.connect({other!r})\n"
                  "try:\n"
                  "    s.sendall(b'{\"id\":1,\"do\":\"hello\"}\\n'); got = s.recv(9)\n"
                  "except ConnectionError:\n"
                  "    got = b''\n"
                  "sys.exit(0 if got else 9)\n")
        return subprocess.run([sys.executable, "-c", script], check=False).returncode

    panel = Daemon(programs, os.path.join(work, "state"), "--panel-uid", "65534").start()
    try:
        os.chmod(other, 0o777)
        assert hello(65534) == 0
        assert hello(65533) == 9
        assert hello(0) == 0
    finally:
        panel.stop()
    d.start()


def the_store_is_made_with_six_words_and_opened_by_no_others():
    state = os.path.join(work, "evidence")
    store = Daemon(programs, state, "--store", os.path.join(work, "store")).start()
    try:
        with store.client() as c:
            hello = c.ok("hello")
            assert hello["store"]["state"] == "new" and hello["kit"] is None and hello["officers"] == [], hello
            c.refused("officer-add", "store", officer="a.b", name="A B", pin="123456")
            c.refused("cases", "store")
            c.refused("store-open", "state", phrase="a b c d e f")
            with store.client() as gone:
                gone.send("store-new")  # and the browser is closed before the answer
            words = []
            while not words:
                if c.ok("hello")["store"].get("words"):
                    words = c.ok("store-new")["words"]
            assert len(words) == 6 and open(os.path.join(work, "store.phrase")).read() == " ".join(words) + "\n"
            assert c.ok("store-new")["words"] == words
            c.ok("officer-add", officer="a.b", name="A B", pin="123456")
            c.refused("store-new", "state")
            assert "words" not in c.ok("hello")["store"]
        store.stop()
        open(os.path.join(work, "store.state"), "w").write("locked\n")
        store.start()
        with store.client() as c:
            assert c.ok("hello")["store"] == {"state": "locked", "kind": "a folder of the test"}
            c.refused("sign-in", "store", officer="a.b", pin="123456")
            c.refused("store-open", "pin", phrase="not these words at all friends")
            c.refused("store-open", "pin", phrase=" ".join(words[1:] + words[:1]) if words[1:] + words[:1] != words
                      else "zoo zoo zoo zoo zoo zoo")
            c.refused("store-open", "usage", phrase="x" * 1025)
            c.ok("store-open", phrase="  " + " ".join(w.upper() for w in words) + " ")
            c.sign_in("a.b", "123456")
    finally:
        store.stop()


try:
    tap.run(garbage_gets_a_refusal_and_the_end_of_the_connection,
            depth_and_size_are_limited,
            each_member_is_checked_and_unknown_ones_are_refused,
            no_word_works_without_a_session_and_none_is_guessed,
            each_word_is_refused_in_the_states_that_it_is_not_for,
            floods_of_connections_and_of_requests_leave_room_for_others,
            who_does_not_read_is_cut_and_nobody_else,
            another_user_is_not_heard_but_the_panels,
            the_store_is_made_with_six_words_and_opened_by_no_others)
finally:
    d.stop()
