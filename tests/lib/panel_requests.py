"""What the panel lets through, and what not; nothing of what is refused reaches mokad."""
from panel_case import Panel, ok, finish

p = Panel()
own = f"http://{p.host}"

# ---- the door ----
for method, path in (("GET", "/"), ("GET", "/app.js"), ("GET", "/lang/en.json"), ("GET", "/api/hello"),
                     ("GET", "/api/events"), ("POST", "/api/cases"), ("POST", "/api/sign-in"), ("POST", "/pair"),
                     ("GET", "/nothing")):
    a = p.raw(p.request(method, path))
    ok(f"without a door {method} {path} is refused", a.status == 403 and a.json().get("code") == "door", a)
ok("a token that is none opens nothing", p.get("/?t=" + "0" * 64).status == 403)
ok("nor does an empty one", p.get("/?t=").status == 403 and p.get("/?t").status == 403)
entered = p.get(f"/?t={p.token}")
p.door = entered.cookie("moka-door")
ok("the one-time token opens the door and leads to the page",
   entered.status == 303 and entered.header("location") == "/" and p.door, entered)
ok("its cookie is kept from scripts and from other sites",
   "HttpOnly" in entered.header("set-cookie") and "SameSite=Strict" in entered.header("set-cookie"), entered)
ok("a token opens once", p.get(f"/?t={p.token}").status == 403)
p.csrf = p.get("/api/hello").json().get("csrf")
ok("the page is told its CSRF token", p.csrf and len(p.csrf) == 64)
ok("two doors in one request are none",
   p.get("/", Cookie=f"moka-door={p.door}; moka-door={p.door}").status == 403)
ok("a door that nearly fits is none", p.get("/", Cookie=f"moka-door={p.door[:-1]}").status == 403
   and p.get("/", Cookie=f"moka-door={p.door}0").status == 403)

# ---- the page ----
page = p.get("/")
script = p.get("/app.js")
packed = p.get("/app.js", Accept_Encoding="gzip, br")
ok("the page and its script are given", page.status == 200 and script.status == 200
   and "javascript" in script.header("content-type"), page)
ok("packed for who takes that", packed.header("content-encoding") == "gzip"
   and len(packed.body) < len(script.body) and script.header("content-encoding") is None)
tag = packed.header("etag")
ok("not sent again while it is the same", tag != script.header("etag")
   and p.get("/app.js", Accept_Encoding="gzip", If_None_Match=tag).status == 304)

# ---- sessions ----
ok("a word that needs a session is refused without", p.post("cases").json().get("code") == "session")
ok("a stream is refused without a session", p.get("/api/events").status == 403)
before = len(p.heard())
a = p.get("/api/events", Cookie=f"moka-door={p.door}; moka-session={'a' * 64}")
ok("a stream is refused with a session that mokad does not know", a.status == 403
   and a.json().get("code") == "session", a)
a = p.sign_in()
ok("signing in gives a cookie that the page does not see", p.session and p.session not in a.body.decode()
   and "session" not in a.json() and "HttpOnly" in a.header("set-cookie")
   and "SameSite=Strict" in a.header("set-cookie") and "Path=/api" in a.header("set-cookie"), a)
ok("a word goes through", p.post("cases").json() == {"ok": True, "echo": {"do": "cases"}})
a = p.post("cases", Cookie=f"moka-door={p.door}; moka-session={'b' * 64}")
ok("a session that ended is taken away", a.json().get("code") == "session"
   and "Max-Age=0" in (a.header("set-cookie") or ""), a)

# ---- whose request ----
heard = len(p.heard())


def refused(name, a, *status):
    ok(name, a.status in status and a.json().get("ok") is False, a)


for host in ("evil.example", f"evil.example:{p.port}", f"localhost:{p.port}", "127.0.0.1", f"127.0.0.1:{p.port + 1}",
             f"127.0.0.1:{p.port}.", f"user@127.0.0.1:{p.port}", ""):
    refused(f"called by the name '{host}'", p.get("/", Host=host), 403)
    refused(f"and asked to do something by it", p.post("cases", Host=host), 403)
refused("by two names", p.raw(p.request("GET", "/").replace(b"\r\n\r\n", f"\r\nHost: {p.host}\r\n\r\n".encode())), 400)
for origin in ("http://evil.example", "null", "https://" + p.host, own + ".evil.example", own.upper(), ""):
    refused(f"from a page of '{origin}'", p.post("cases", Origin=origin), 403)
    refused(f"looking from '{origin}'", p.get("/api/hello", Origin=origin), 403)
refused("from no page", p.post("cases", Origin=None), 403)
for site in ("cross-site", "same-site", "none", "x"):
    refused(f"a POST that is {site}", p.post("cases", Sec_Fetch_Site=site), 403)
for site in ("cross-site", "same-site"):
    refused(f"a GET that is {site}", p.get("/", Sec_Fetch_Site=site), 403)
ok("the officer's own first look is not refused", p.get("/", Sec_Fetch_Site="none").status == 200)
refused("without the CSRF token", p.post("cases", X_Moka_Csrf=None), 403)
for token in ("", "0" * 64, p.csrf[:-1], p.csrf + "0", p.csrf.upper(), p.door):
    refused("with a CSRF token that is not this door's", p.post("cases", X_Moka_Csrf=token), 403)
refused("with two", p.raw(p.request("POST", "/api/cases", {}).replace(
    b"\r\n\r\n", b"\r\nX-Moka-Csrf: " + p.csrf.encode() + b"\r\n\r\n", 1)), 400)
for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
             "application/json, text/plain", "application/jsonx", "", None):
    refused(f"a body of the type '{kind}'", p.post("cases", Content_Type=kind), 415)

# ---- what is asked ----
for word in ("hello", "watch", "", "Cases", "cases/", "cases%2f", "%63ases", "../cases", "cases?x=1", "no-such",
             "x" * 100, "x" * 4000, "officer-add%00"):
    a = p.post(word)
    ok(f"'{word[:20]}' is no word", a.status in (400, 404), a)
for body in (b"", b"[]", b"1", b"null", b'"x"', b"{", b"{}{}", b'{"a":1,"a":2}', b'{"id":1}', b'{"do":"hello"}',
             b'{"session":"x"}', b'{"a":"\xff"}', b'{"a":"\\u0000"}', b'{"a":1e999}', b"{" * 40000,
             b'{"a":' + b"[" * 9 + b"]" * 9 + b"}", b'{"a":"' + b"\n" + b'"}', b"\x00{}"):
    refused(f"a body that is {body[:20]}", p.post("cases", body), 400)
for method in ("HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "get", "POSTX", "M-SEARCH"):
    a = p.raw(p.request(method, "/api/hello"))
    ok(f"the method {method} is refused", a.status in (400, 405, 501), a)
for path in ("/../etc/passwd", "/lang/../app.js", "/%2e%2e/app.js", "/lang/%2e%2e/app.js", "//app.js", "/app.js/",
             "/./app.js", "/app.js%00", "/app%2ejs", "/index.html", "/lang/", "/lang", "/lang/..%2fapp.js", "\\app.js",
             "/proc/self/maps", "/etc/passwd", "/.git/config", "http://evil.example/", "*", "/api", "/api/", "/pair"):
    a = p.get(path)
    ok(f"{path} is nothing", a.status in (400, 403, 404), a)
refused("no route takes a query", p.get("/app.js?x=1"), 400)
for path in (f"/?t={'0' * 62}%0d%0aSet-Cookie:%20x=1", "/%0d%0aX-Injected:%20yes", "/?t=%0aX-Injected:yes"):
    a = p.get(path)
    ok("nothing of a request is a header of its answer", a.status in (400, 403, 404)
       and b"njected" not in a.raw and b"x=1" not in a.raw, a)
ok("what is refused does not reach mokad", len(p.heard()) == heard, p.heard()[heard:])

# ---- every answer keeps the browser's page in its place ----
want = {"content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        "x-frame-options": "DENY", "x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin"}
p.token = None
for name, a in (("the page", page), ("a script", script), ("the door", entered), ("an answer", p.post("cases")),
                ("hello", p.get("/api/hello")), ("a refusal", p.get("/", Host="evil.example")), ("nothing", p.get("/x")),
                ("a method", p.raw(p.request("PUT", "/"))), ("a stream", p.stream().head)):
    ok(f"{name} has all headers", all(a.header(k) == v for k, v in want.items()), a)
    ok(f"{name} is open to nobody else", a.header("access-control-allow-origin") is None)
ok("what mokad says is not kept", p.post("cases").header("cache-control") == "no-store"
   and p.get("/api/hello").header("cache-control") == "no-store")

# ---- mokad's side ----
ok("a long answer comes whole", len(p.post("case", {"case": "c-big"}).json().get("big", "")) == 300000)
s = p.stream(Last_Event_ID="7\u00e9")
ok("a stream that comes back is told to look anew", s.event() == {"event": "begin", "again": True})
p.post("case", {"case": "c-event"})
ok("events come", s.event() == {"event": "case", "case": {"id": "c-event"}})
p.stop_mokad()
ok("a stream says that mokad is gone", s.event() == {"event": "daemon", "up": False})
ok("so does an answer", p.post("cases").status == 503)
p.start_mokad()
ok("and that it is back; then it ends", s.rest()[-1:] == [{"event": "daemon", "up": True}])
ok("words go through again", p.sign_in().status == 200 and p.post("cases").status == 200)
s = p.stream()
s.event()
p.post("case", {"case": "c-bye"})
ok("a stream ends with its session", s.rest() == [{"event": "session", "ended": "idle"}])
a = p.post("sign-out")
ok("signing out takes the cookie away", "Max-Age=0" in (a.header("set-cookie") or ""), a)

# ---- what it can reach ----
with open(f"/proc/{p.worker()}/status") as f:
    status = dict(line.rstrip("\n").split(":\t", 1) for line in f if ":\t" in line)
ok("the server runs behind seccomp, without privileges", status["Seccomp"] == "2" and status["NoNewPrivs"] == "1"
   and status["CapEff"] == "0" * 16, status)
ok("it ends with its parent, which ends when told to", p.close() == 0)
finish()
