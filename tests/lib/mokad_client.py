"""A client of mokad for tests: one connection, answers by number, events kept in order.

    with Client(path) as c:
        c.sign_in("a.b", "123456")
        case = c.ok("case-new", training=True)["case"]
"""
import json
import os
import selectors
import socket
import subprocess
import time

SEIZED = {
    "exhibit": {"number": "EX-1", "seal": "S-77"},
    "seizure": {"by": "A. Mwangi", "at": "2026-11-01T10:00:00Z", "place": "Harbour Road 3", "how": "handed-over"},
    "phone": {"power": "on", "lock": "unlocked",
              "airplane": {"state": "on", "set_by": "officer", "verified": True},
              "wifi": {"state": "off", "set_by": "officer", "verified": True},
              "bluetooth": {"state": "off", "set_by": "found", "verified": False}},
    "owner": {"role": "witness", "present": True, "minor": "no"},
    "authority": {"basis": "exercise", "reference": "EX-2026/1", "valid_from": "2020-01-01T00:00:00Z",
                  "valid_until": "2099-01-01T00:00:00Z"},
    "clock": {"reference": "station clock", "agrees": True, "offset_s": 0},
    "scope": {"categories": ["device", "calls", "messages", "contacts", "files", "apps", "activity", "network",
                             "accounts"]},
}
SIGNATURE = {"strokes": [[[100, 100, 0], [200, 300, 15], [400, 200, 40]], [[500, 500, 90]]]}
CONSENT = {"notice": {"language": "fr", "given": "read"}, "capacity": "adult", "understood": True,
           "controller_absent": True, "withdrawal_told": True, "alternatives": "Screen shots would show less.",
           "receipt": "wanted", "at": "2026-11-01T10:30:00Z", "signature": SIGNATURE}


class Refused(Exception):
    def __init__(self, answer):
        super().__init__(json.dumps(answer))
        self.code = answer.get("code")
        self.answer = answer


def once(pairs):
    """An object; a key that stands in it twice is a fault, for which of the two counts nobody knows."""
    got = dict(pairs)
    assert len(got) == len(pairs), pairs
    return got


class Client:
    def __init__(self, path, timeout=60):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(timeout)
        self.sock.connect(path)
        self.timeout = timeout
        self.rest = b""
        self.number = 0
        self.answers = {}
        self.events = []
        self.session = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.sock.close()

    def raw(self, data):
        self.sock.sendall(data)

    def line(self, until=None):
        """The next line as an object; None when the other end has closed."""
        while b"\n" not in self.rest:
            self.sock.settimeout(self.timeout if until is None else max(0.001, until - time.monotonic()))
            try:
                part = self.sock.recv(65536)
            except ConnectionError:
                return None
            if not part:
                return None
            self.rest += part
        line, self.rest = self.rest.split(b"\n", 1)
        return json.loads(line, object_pairs_hook=once)

    def take(self, until=None):
        got = self.line(until)
        if got is None:
            raise EOFError("mokad has closed the connection")
        if "event" in got:
            self.events.append(got)
        else:
            self.answers[got["id"]] = got
        return got

    def send(self, word, **members):
        self.number += 1
        request = {"id": self.number, "do": word, **members}
        if self.session and "session" not in members:
            request["session"] = self.session
        self.raw(json.dumps(request).encode() + b"\n")
        return self.number

    def answer(self, number):
        while number not in self.answers:
            self.take()
        return self.answers.pop(number)

    def ask(self, word, **members):
        return self.answer(self.send(word, **members))

    def ok(self, word, **members):
        got = self.ask(word, **members)
        if not got["ok"]:
            raise Refused(got)
        return got

    def refused(self, word, code, **members):
        got = self.ask(word, **members)
        if got["ok"] or got["code"] != code:
            raise AssertionError(f"{word}: wanted {code}, got {got}")
        return got

    def event(self, name, seconds=60, **members):
        """The next event of that name whose members are these; earlier ones are dropped."""
        until = time.monotonic() + seconds
        while True:
            while self.events:
                got = self.events.pop(0)
                if got["event"] == name and all(got.get(k) == v for k, v in members.items()):
                    return got
            self.take(until)

    def state(self, case, *states, seconds=120):
        """Waits until the case is in one of the states; needs watch()."""
        until = time.monotonic() + seconds
        now = self.ok("case", case=case)["case"]
        self.events = [e for e in self.events if e["event"] != "case" or e["case"]["id"] != case]  # older
        while now["state"] not in states:
            while self.events:
                got = self.events.pop(0)
                if got["event"] == "case" and got["case"]["id"] == case and got["case"]["state"] in states:
                    return got["case"]
            self.take(until)
        return now

    def sign_in(self, officer, pin):
        got = self.ok("sign-in", officer=officer, pin=pin)
        self.session = got["session"]
        return got

    def watch(self):
        self.ok("watch")

    def ready_case(self, training=True, **parts):
        case = self.ok("case-new", training=training)["case"]
        for part, value in {**SEIZED, **parts}.items():
            if value is not None:
                case = self.ok("case-set", case=case["id"], part=part, value=value)["case"]
        return case

    def phone(self, seconds=60, **members):
        """The first phone of the list with these members, when it is there and ready."""
        until = time.monotonic() + seconds
        while True:
            for phone in self.ok("phones")["phones"]:
                if phone["ready"] and all(phone.get(k) == v for k, v in members.items()):
                    return phone
            while not any(e["event"] == "phones" for e in self.events):
                self.take(until)
            self.events = [e for e in self.events if e["event"] != "phones"]


class Daemon:
    """mokad as a child; started again on the same state by start(), which waits for it as long as `patience`."""
    patience = 30

    def __init__(self, programs, state, *options):
        self.command = [os.path.join(programs, "mokad"), "--state", state, "--socket", state + ".sock", *options]
        self.path = state + ".sock"
        self.process = None

    def start(self):
        self.log = open(self.path + ".log", "ab")
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=self.log, text=True)
        with selectors.DefaultSelector() as s:
            s.register(self.process.stdout, selectors.EVENT_READ)
            line = self.process.stdout.readline() if s.select(self.patience) else ""
        if not line.startswith("ready "):
            raise RuntimeError("mokad is not ready: " + open(self.path + ".log").read())
        return self

    def client(self, officer=None, pin="123456"):
        c = Client(self.path)
        if officer:
            c.sign_in(officer, pin)
            c.watch()
        return c

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        return self.process.returncode if self.process else None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
