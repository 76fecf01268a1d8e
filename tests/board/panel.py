"""The panel of a kit in QEMU, reached over the serial line of tests/board/agent/wire.c: a browser's
requests, and waiting. What the officer's page would send, and nothing else."""
import json
import re
import select
import time

from vm import Late


class Refused(Exception):
    """mokad or the panel said no."""


MARK = b"\n\x01wire\x02\n"  # of agent/wire.c


class Panel:
    def __init__(self, kit):
        self.kit, self.rest, self.begun, self.channels = kit, b"", False, {}
        self.texts, self.number, self.cookies, self.csrf, self.bytes = [], 0, {}, None, 0

    # ---- the wire ----
    def turn(self, wait):
        if select.select([self.kit.wire], [], [], wait)[0]:
            data = self.kit.wire.recv(65536)
            if not data:
                raise Late("the wire is cut")
            self.rest += data
        self.kit.read_console(0)
        if not self.begun:
            before, mark, rest = self.rest.partition(MARK)
            self.begun, self.rest = bool(mark), rest if mark else before
        while self.begun and len(self.rest) >= 3:
            n = self.rest[1] | self.rest[2] << 8
            if len(self.rest) < 3 + n:
                break
            channel, body, self.rest = self.rest[0], self.rest[3:3 + n], self.rest[3 + n:]
            if channel == 0:
                self.texts.append(body.decode("utf-8", "replace"))
            elif channel in self.channels:
                self.channels[channel].append(body)

    def send(self, channel, data):
        for at in range(0, len(data), 1024):
            piece = data[at:at + 1024]
            self.kit.wire.sendall(bytes([channel, len(piece) & 255, len(piece) >> 8]) + piece)

    def say(self, word, seconds=60):
        """A word to agent/hand.c; its answer."""
        end = time.monotonic() + seconds
        self.send(0, word.encode())
        while not (answers := [t for t in self.texts if t.startswith("hand\n")]):
            if time.monotonic() > end:
                raise Late(f"{word}: no answer in {seconds} s")
            self.turn(1)
        self.texts.remove(answers[0])
        answer = answers[0][5:]
        if answer.startswith("no: "):
            raise Late(f"{word}: {answer}")
        return answer

    def cookie(self):
        return "; ".join(f"{k}={v}" for k, v in self.cookies.items())

    def http(self, method, path, headers, body, seconds):
        self.number = self.number % 14 + 1
        got = self.channels[self.number] = []
        head = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", "Connection: close"]
        if self.cookies:
            head.append("Cookie: " + self.cookie())
        head += [f"{k}: {v}" for k, v in headers.items()]
        self.send(self.number, "\r\n".join(head + ["", ""]).encode() + body)
        end = time.monotonic() + seconds
        while not got or got[-1] != b"":
            if time.monotonic() > end:
                raise Late(f"{method} {path.split('?')[0]}: no answer in {seconds} s")
            self.turn(1)
        answer, _, body = b"".join(got).partition(b"\r\n\r\n")
        lines = answer.decode().split("\r\n")
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            if name.lower() == "set-cookie":
                k, _, v = value.split(";")[0].partition("=")
                self.cookies[k] = v
        chunked = any(line.lower() == "transfer-encoding: chunked" for line in lines)
        return int(lines[0].split()[1]), self.joined(body) if chunked else body

    @staticmethod
    def joined(body):
        out = b""
        while body:
            size, _, body = body.partition(b"\r\n")
            n = int(size or b"0", 16)
            out, body = out + body[:n], body[n + 2:]
            if n == 0:
                break
        return out

    # ---- the panel ----
    def enter(self, seconds):
        """Through the door with the token that the kiosk would get; leaves hello."""
        end = time.monotonic() + seconds
        while not self.texts:
            if time.monotonic() > end:
                raise Late("the wire says nothing")
            self.turn(1)
        url = re.search(r"^ready (\S+)$", self.texts.pop(0), re.M)[1]
        self.host = url.split("/")[2]
        status, _ = self.http("GET", "/" + url.split("/", 3)[3], {}, b"", seconds)
        if status not in (200, 302, 303):
            raise Refused(f"the door: {status}")
        while not (hello := self.hello()):  # mokad may come up behind the panel
            if time.monotonic() > end:
                raise Late(f"mokad is not there in {seconds} s")
            self.turn(1)
        return hello

    def hello(self):
        """None while there is no mokad."""
        status, body = self.http("GET", "/api/hello", {"Sec-Fetch-Site": "same-origin"}, b"", 120)
        hello = json.loads(body)
        if hello.get("code") == "daemon":
            return None
        if status != 200:
            raise Refused(f"hello: {status} {hello}")
        self.csrf = hello["csrf"]
        return hello

    def store(self, word, seconds, **members):
        """store-new or store-open. The panel waits less long for mokad than this may take here; then it is asked
        how it went, and for the words again, as a page that is loaded anew does."""
        end = time.monotonic() + seconds
        try:
            return self.ask(word, seconds, **members)
        except Refused as e:
            if "504" not in str(e):
                raise
        while (state := self.hello()["store"]["state"]) not in ("open", "failed"):
            if time.monotonic() > end:
                raise Late(f"{word}: the store is {state} after {seconds} s")
            self.turn(2)
        if state == "failed":
            raise Refused(f"{word}: failed")
        return self.ask(word) if word == "store-new" else {}

    def ask(self, word, seconds=180, **members):
        status, body = self.http("POST", "/api/" + word, {
            "X-Moka-Csrf": self.csrf, "Content-Type": "application/json", "Origin": "http://" + self.host,
            "Sec-Fetch-Site": "same-origin", "Content-Length": str(len(json.dumps(members)))},
            json.dumps(members).encode(), seconds)
        answer = json.loads(body)
        if status != 200 or not answer.get("ok"):
            raise Refused(f"{word}: {status} {answer}")
        return answer

    def case(self, case, states, seconds):
        """Asks until the case is in one of the states."""
        end = time.monotonic() + seconds
        while True:
            now = self.ask("case", case=case)["case"]
            if now["state"] in states:
                return now
            if time.monotonic() > end:
                raise Late(f"the case is {now['state']} after {seconds} s: {now.get('why')}")
            self.turn(0.5)

    def watch(self):
        """Events come from now on; see copied()."""
        self.stream = self.channels[15] = []
        self.send(15, f"GET /api/events HTTP/1.1\r\nHost: {self.host}\r\nCookie: {self.cookie()}\r\n"
                      "Sec-Fetch-Site: same-origin\r\n\r\n".encode())

    def copied(self, wanted, seconds):
        """Waits until so many bytes have come."""
        end = time.monotonic() + seconds
        while self.bytes < wanted:
            for line in re.findall(rb"data: (.*)\n", b"".join(self.stream)):
                event = json.loads(line)
                if event["event"] == "progress":
                    self.bytes = max(self.bytes, event["bytes"])
            if time.monotonic() > end:
                raise Late(f"{self.bytes} bytes in {seconds} s: {b''.join(self.stream)[-500:]}")
            self.turn(0.2)

    def phone(self, seconds):
        end = time.monotonic() + seconds
        while True:
            phones = self.ask("phones")["phones"]
            if phones and phones[0]["ready"]:
                return phones[0]
            if time.monotonic() > end:
                raise Late(f"no phone that is ready: {phones}")
            self.turn(1)
