"""Too large, too slow, too many, malformed: each ends, and the panel goes on for everybody else."""
import socket
import threading
import time
from panel_case import Panel, Stream, Answer, ok, finish

p = Panel()
p.enter()
p.sign_in()


def alive(name):
    a = p.post("cases")
    ok(f"{name}: the panel goes on", a.status == 200 and a.json().get("ok"), a)


# ---- what takes its time runs while the rest does ----
results = {}


def until_closed(s, trickle=b"", every=0.5):
    """Seconds until the panel ends the connection, which gets a byte now and then; and what came."""
    began, got = time.monotonic(), b""
    s.settimeout(every)
    while time.monotonic() - began < 90:  # the panel needs a third of it
        try:
            if trickle:
                s.sendall(trickle)
            more = s.recv(65536)
            if not more:
                break
            got += more
        except TimeoutError:
            pass
        except OSError:
            break
    s.close()
    return time.monotonic() - began, Answer(got)


def slowly(name, data, trickle=b""):
    def run():
        s = p.connect()
        s.sendall(data)
        results[name] = until_closed(s, trickle)
    t = threading.Thread(target=run, daemon=True)
    t.start()
    return t


body = p.request("POST", "/api/cases", b"{" + b" " * 50000 + b"}")
head = p.request("GET", "/api/hello")[:-2]
threads = [
    slowly("a connection that says nothing", b""),
    slowly("a first line byte by byte", b"GET /", b"x"),
    slowly("headers byte by byte", head + b"X-Slow: ", b"x"),
    slowly("headers line by line", head, b"X-Slow: 1\r\n"),
    slowly("a body byte by byte", body[:-50000], b" "),
    slowly("chunks byte by byte", p.request("POST", "/api/cases", b"", Content_Length=None, Transfer_Encoding="chunked"),
           b"1\r\n \r\n"),
    slowly("a word that mokad never answers", p.request("POST", "/api/case", {"case": "c-silent"})),
    slowly("a word that mokad answers with what is none", p.request("POST", "/api/case", {"case": "c-odd"})),
]
quiet = p.stream()
quiet.event()
beats = []
beating = threading.Thread(target=lambda: beats.append(quiet.event()), daemon=True)
beating.start()

# ---- too large ----
for size in (20000, 200000, 3000000):
    a = p.get("/", X_Large="x" * size)
    ok(f"a header of {size} bytes is refused", a.status in (0, 400, 413, 431), a)
    a = p.get("/" + "x" * size)
    ok(f"a path of {size} bytes is refused", a.status in (0, 400, 413, 414, 431), a)
a = p.raw(b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 100000)
ok("a hundred thousand headers are refused", a.status in (0, 400, 413, 431), a)
for size in (61441, 1 << 20, 1 << 33, 1 << 66):
    a = p.raw(p.request("POST", "/api/cases", b"{}", Content_Length=str(size)))
    ok(f"a body of {size} bytes is refused before it is sent", a.status in (400, 413) and not a.json().get("ok"), a)
full = b'{"a":"' + b"x" * (60 * 1024 - 8) + b'"}'
ok("the largest body goes through", p.post("cases", full).json().get("ok"))
chunk = b"%x\r\n%s\r\n" % (4096, b" " * 4096)
a = p.raw(p.request("POST", "/api/cases", b"", Content_Length=None, Transfer_Encoding="chunked") + chunk * 20 + b"0\r\n\r\n")
ok("chunks beyond the limit are refused", a.status == 413, a)
a = p.raw(p.request("POST", "/api/cases", b"", Content_Length=None, Transfer_Encoding="chunked") + b"2\r\n{}\r\n0\r\n\r\n")
ok("chunks within it are a body", a.json().get("ok"), a)
alive("after what was too large")

# ---- malformed ----
get = f"GET / HTTP/1.1\r\nHost: {p.host}\r\nCookie: moka-door={p.door}\r\n".encode()
for name, data in (
        ("noise", bytes(range(256)) * 8 + b"\r\n\r\n"), ("no line", b"\r\n\r\n\r\n\r\n"), ("HTTP/0.9", b"GET /\r\n\r\n"),
        ("HTTP/1.0", get.replace(b"HTTP/1.1", b"HTTP/1.0") + b"\r\n"), ("HTTP/9.9", get.replace(b"HTTP/1.1", b"HTTP/9.9") + b"\r\n"),
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0" * 100), ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 600),
        ("a negative length", p.request("POST", "/api/cases", b"{}", Content_Length="-1")),
        ("a length in hex", p.request("POST", "/api/cases", b"{}", Content_Length="0x2")),
        ("a length with more", p.request("POST", "/api/cases", b"{}", Content_Length="2, 2")),
        ("two lengths", p.request("POST", "/api/cases", b"{}").replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\n", 1)),
        ("a chunk beyond numbers", p.request("POST", "/api/cases", b"", Content_Length=None, Transfer_Encoding="chunked")
         + b"ffffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
        ("a chunk that is none", p.request("POST", "/api/cases", b"", Content_Length=None, Transfer_Encoding="chunked")
         + b"zz\r\n{}\r\n0\r\n\r\n"),
        ("no Host", f"GET / HTTP/1.1\r\nCookie: moka-door={p.door}\r\n\r\n".encode()),
        ("spaces only", b" " * 5000 + b"\r\n\r\n")):
    s = p.connect()
    s.sendall(data)
    s.shutdown(socket.SHUT_WR)
    seconds, a = until_closed(s)
    ok(f"{name} is not answered with anything of the panel's", a.status not in (200, 303) and b"<div" not in a.body, a)
alive("after what was malformed")

# ---- pipelined ----
many = p.raw(p.request("GET", "/api/hello") * 60 + p.request("GET", "/api/hello", Connection="close"), all=True)
ok("sixty-one pipelined questions have sixty-one answers", many.count(b"HTTP/1.1 200 OK") == 61, many[:300])
mixed = p.raw(p.request("POST", "/api/case", {"case": "c-1"}) + p.request("GET", "/", Host="evil.example")
              + p.request("POST", "/api/case", {"case": "c-2"}, Connection="close"), all=True)
ok("a refused one between others takes nothing of theirs", mixed.count(b"c-1") == 1 and mixed.count(b"HTTP/1.1 403") == 1
   and mixed.count(b"HTTP/1.1 200") in (1, 2), mixed)
smuggled = p.raw(p.request("POST", "/api/cases", b"{}" + p.request("POST", "/api/case", {"case": "c-smuggled"}),
                           Transfer_Encoding="chunked"), all=False)
ok("a body hides no second request", all(q.get("case") != "c-smuggled" for q in p.heard()), smuggled)
alive("after what was pipelined")

# ---- streams ----
streams = [p.stream() for _ in range(5)]
ok("five streams of one browser begin", all(s.head.status == 200 for s in streams))
ok("and its oldest one ends", quiet_ended := streams[0].event() is not None)
slow = p.stream()
for _ in range(4):
    p.post("case", {"case": "c-flood"})
events = slow.rest()
ok("a reader that does not keep up is ended, not waited for", 0 < len(events) < 8001, len(events))
for s in streams:
    s.close()

for t in threads:
    t.join()
for name, (seconds, a) in results.items():
    if name.startswith("a word"):
        ok(f"{name}: that is told", a.status == 504 and seconds < 80, a)
    else:
        ok(f"{name}: ended ({seconds:.0f} s)", seconds < 80 and a.status not in (200, 303), a)

# ---- too many ----
crowd = []
for _ in range(48):
    crowd.append(p.connect())
began = time.monotonic()
a = p.post("cases")
ok(f"behind a crowd that says nothing the officer waits, not for long ({time.monotonic() - began:.0f} s)",
   a.status == 200, a)
for s in crowd:
    s.close()
alive("after the crowd")
ok("the panel ends when told to", p.close() == 0)
finish()
