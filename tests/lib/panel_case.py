"""For the panel's tests: a fake mokad, a panel in front of it, requests as raw bytes, TAP."""
import ctypes
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import tempfile

def die_with_us():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


HERE = os.path.dirname(os.path.abspath(__file__))
BIN = os.environ["MOKA_BIN"]

count = bad = 0


def ok(name, passed, why=""):
    global count, bad
    count += 1
    print(f"{'ok' if passed else 'not ok'} {count} - {name}", flush=True)
    if not passed:
        bad += 1
        print(f"# {why}", file=sys.stderr)
    return passed


def finish():
    print(f"1..{count}")
    sys.exit(1 if bad else 0)


class Answer:
    def __init__(self, raw):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        first = lines[0].split(" ")
        self.raw, self.status = raw, int(first[1]) if len(first) > 1 and first[1].isdigit() else 0
        self.headers = [(k.lower(), v.strip()) for k, _, v in (l.partition(":") for l in lines[1:])]

    def header(self, name):
        return next((v for k, v in self.headers if k == name), None)

    def cookie(self, name):
        for k, v in self.headers:
            if k == "set-cookie" and v.startswith(name + "="):
                return v.split(";")[0].partition("=")[2]
        return None

    def json(self):
        try:
            return json.loads(self.body)
        except ValueError:
            return {}

    def __repr__(self):
        return repr(self.raw[:600])


class Panel:
    def __init__(self, *options):
        self.dir = tempfile.mkdtemp(prefix="moka-panel.")
        os.chmod(self.dir, 0o711)
        self.socket, self.log = self.dir + "/mokad", self.dir + "/log"
        self.mokad = None
        self.start_mokad()
        self.process = subprocess.Popen([BIN + "/moka-panel", "--socket", self.socket, *options],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=die_with_us)
        self.report = []
        self.pairs = []
        self.url = self.line("ready ")[6:]
        self.host = self.url[len("http://"):].split("/")[0]
        self.port = int(self.host.split(":")[1])
        self.token = self.url.split("t=")[1]
        self.door = self.csrf = self.session = None

    def line(self, start):
        """The next line of its output that begins so."""
        while True:
            text = self.process.stdout.readline().decode().rstrip("\n")
            if not text:
                raise SystemExit(f"the panel ended: {self.process.stderr.read().decode()}")
            if text.startswith("pair "):
                self.pairs.append(text.split(" "))
            if text.startswith(start):
                return text

    def start_mokad(self):
        self.mokad = subprocess.Popen([sys.executable, HERE + "/fake_mokad.py", self.socket, self.log],
                                      stdout=subprocess.PIPE, preexec_fn=die_with_us)
        self.mokad.stdout.readline()

    def stop_mokad(self):
        self.mokad.kill()
        self.mokad.wait()
        self.mokad.stdout.close()

    def heard(self):
        with open(self.log) as f:
            return [json.loads(line) for line in f if line.startswith("{")]

    def worker(self):
        with open(f"/proc/{self.process.pid}/task/{self.process.pid}/children") as f:
            return int(f.read().split()[0])

    def close(self):
        self.process.terminate()
        code = self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()
        self.stop_mokad()
        for name in os.listdir(self.dir):
            os.unlink(os.path.join(self.dir, name))
        os.rmdir(self.dir)
        return code

    # ---- bytes ----

    def connect(self, tls=None):
        """tls: the address of a listener on the USB network"""
        if not tls:
            return socket.create_connection(("127.0.0.1", self.port), timeout=40)
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        address, port = tls.split(":")
        return context.wrap_socket(socket.create_connection((address, int(port)), timeout=40))

    def raw(self, data, tls=None, all=False):
        """What comes back for these bytes: one answer, or all until the connection ends."""
        s = self.connect(tls)
        got = b""
        try:
            s.sendall(data)
            while all or not whole(got):
                more = s.recv(65536)
                if not more:
                    break
                got += more
        except (ConnectionResetError, BrokenPipeError, TimeoutError):
            pass
        finally:
            s.close()
        return got if all else Answer(got)

    def request(self, method, path, body=None, tls=None, **change):
        """A request as the page sends it; change: headers that are otherwise (None: left out)."""
        origin = f"https://{tls}" if tls else f"http://{self.host}"
        h = {"Host": tls or self.host, "Sec-Fetch-Site": "same-origin"}
        cookies = []
        if self.door:
            cookies.append(f"{'__Host-' if tls else ''}moka-door={self.door}")
        if self.session:
            cookies.append(f"{'__Secure-' if tls else ''}moka-session={self.session}")
        if cookies:
            h["Cookie"] = "; ".join(cookies)
        if method == "POST":
            h.update({"Origin": origin, "Content-Type": "application/json",
                      "X-Moka-Csrf": self.csrf or "0" * 64})
            body = body if isinstance(body, bytes) else json.dumps(body if body is not None else {}).encode()
            h["Content-Length"] = str(len(body))
        h.update({k.replace("_", "-"): v for k, v in change.items()})
        head = "".join(f"{k}: {v}\r\n" for k, v in h.items() if v is not None)
        return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + (body or b"")

    def get(self, path, tls=None, **change):
        return self.raw(self.request("GET", path, tls=tls, **change), tls)

    def post(self, word, body=None, tls=None, **change):
        return self.raw(self.request("POST", "/api/" + word, body, tls, **change), tls)

    def enter(self):
        self.door = self.get(f"/?t={self.token}").cookie("moka-door")
        self.csrf = self.get("/api/hello").json().get("csrf")
        return self.door

    def sign_in(self, tls=None):
        a = self.post("sign-in", {"officer": "a.mwangi", "pin": "123456"}, tls)
        self.session = a.cookie("__Secure-moka-session" if tls else "moka-session")
        return a

    def stream(self, **change):
        s = self.connect()
        s.sendall(self.request("GET", "/api/events", **change))
        return Stream(s)


class Stream:
    """An event stream: what comes in chunks (RFC 9112, section 7.1), as events."""

    def __init__(self, s):
        self.s, self.raw, self.data = s, b"", b""
        head = b""
        while b"\r\n\r\n" not in head:
            more = self.receive()
            if not more:
                break
            head += more
        head, _, self.raw = head.partition(b"\r\n\r\n")
        self.head = Answer(head + b"\r\n\r\n")

    def receive(self):
        try:
            return self.s.recv(65536)
        except OSError:
            return b""

    def chunk(self):
        """False at the end."""
        while True:
            size, mark, rest = self.raw.partition(b"\r\n")
            if mark and len(rest) >= int(size, 16) + 2:
                n = int(size, 16)
                self.data, self.raw = self.data + rest[:n], rest[n + 2:]
                return n > 0
            more = self.receive()
            if not more:
                return False
            self.raw += more

    def event(self):
        """The next event, or None at the end."""
        while True:
            line, mark, rest = self.data.partition(b"\n")
            if not mark:
                if not self.chunk():
                    return None
                continue
            self.data = rest
            if line.startswith(b"data: "):
                return json.loads(line[6:])
            if line.startswith(b": "):
                return "beat"

    def rest(self):
        events = []
        while (e := self.event()) is not None:
            events.append(e)
        return events

    def close(self):
        self.s.close()


def whole(got):
    head, mark, body = got.partition(b"\r\n\r\n")
    if not mark:
        return False
    a = Answer(got)
    length = a.header("content-length")
    return length is None or len(body) >= int(length)
