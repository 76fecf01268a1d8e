"""moka serve CASE over HTTP: guards, words, tickets. The case holds a bundle and a tampered copy of it."""
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from panel_case import Answer, die_with_us, finish, ok, whole

case = sys.argv[1]
moka = os.path.join(os.environ["MOKA_BIN"], "moka")
desk = subprocess.Popen([moka, "serve", "--case", case, "--by", "e.lab", "--zone", "Europe/Paris", "--lang", "fr"],
                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, preexec_fn=die_with_us)
ready = re.fullmatch(r"ready http://127\.0\.0\.1:(\d+)/\?t=([0-9a-f]{64})\n", desk.stdout.readline())
ok("it prints a link for one browser", ready)
port, token = int(ready[1]), ready[2]
host = f"127.0.0.1:{port}"
session = {}


def connect():
    s = socket.create_connection(("127.0.0.1", port))
    s.settimeout(60)
    return s


def raw(data):
    with connect() as s:
        s.sendall(data)
        got = b""
        while not whole(got):
            more = s.recv(65536)
            if not more:
                break
            got += more
        return Answer(got)


def request(method, path, body=None, **change):
    head = {"Host": host, **session, **({"Origin": f"http://{host}", "Content-Type": "application/json",
            "Content-Length": str(len(body))} if body is not None else {}),
            **{k.replace("_", "-"): v for k, v in change.items()}}
    lines = "".join(f"{k}: {v}\r\n" for k, v in head.items() if v is not None)
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + (body or b"")


def get(path, **change):
    return raw(request("GET", path, **change))


def post(word, members=None, **change):
    return raw(request("POST", f"/api/{word}", json.dumps(members or {}).encode(), **change))


def ask(word, **members):
    return post(word, members).json()


# ---- who may ask ----
words = re.findall(r"X\((\w+)\)", open(os.path.join(os.path.dirname(__file__), "../../host/viewer/viewer.h")).read())
ok("the contract has words", len(words) > 20, words)
shut = ["/", "/app.js", "/app.css", "/lang/en.json", "/api/hello", "/get/" + "0" * 64, "/nothing"]
ok("no page without a session", all(get(x).status == 403 for x in shut))
ok("no word without a session", all(post(w).status == 403 for w in words))
ok("nor with a cookie that is made up", get("/api/hello", Cookie=f"moka-viewer-{port}=" + "0" * 64).status == 403)
ok("a link of the wrong token is none", get("/?t=" + "0" * 64).status == 403)
entered = get(f"/?t={token}")
ok("the link leads in", entered.status == 303 and entered.header("location") == "/", entered)
cookie = entered.header("set-cookie")
ok("by a cookie that no script and no other site sees", "HttpOnly" in cookie and "SameSite=Strict" in cookie, cookie)
ok("and only once", get(f"/?t={token}").status == 403)
session["Cookie"] = cookie.split(";")[0]
hello = get("/api/hello").json()
ok("hello greets", hello["ok"] and hello["who"] == "e.lab" and hello["zone"] == "Europe/Paris" and hello["lang"] == "fr", hello)
ok("a word without the page's token is refused", post("tags").json()["code"] == "csrf")
ok("and with another one", post("tags", X_Moka_Csrf="0" * 64).json()["code"] == "csrf")
session["X-Moka-Csrf"] = hello["csrf"]
ok("with it, it is answered", ask("tags")["ok"])
ok("not to another site", post("tags", Origin="http://evil.example").json()["code"] == "origin")
ok("nor to nobody's", post("tags", Origin=None).json()["code"] == "origin")
ok("a name that leads here is another place", get("/api/hello", Host=f"evil.example:{port}").json()["code"] == "host")
ok("so is localhost", get("/api/hello", Host=f"localhost:{port}").json()["code"] == "host")
ok("a picture of another site's page is none", get("/", Sec_Fetch_Site="cross-site").status == 403)
ok("no form can ask", post("tags", Content_Type="text/plain").status == 415)
page = get("/")
csp = page.header("content-security-policy") or ""
ok("the page may not be framed", "frame-ancestors 'none'" in csp and page.header("x-frame-options") == "DENY", csp)
ok("and runs nothing but its own", "default-src 'none'" in csp and "unsafe" not in csp and "http" not in csp, csp)
for path in ["/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/lang/..%2f..%2fapp.js", "//etc/passwd", "/get/../app.js", "/app.js/", "/app.js%00"]:
    ok(f"{path} is no page", get(path).status in (400, 404), get(path))
ok("a query is none of a page's", get("/app.js?x=1").status == 400)

# ---- too large, too slow, malformed ----
ok("too large a request is refused", raw(request("POST", "/api/search", b" " * 70000)).status == 413)
ok("so are headers without an end", raw(request("GET", "/", X_Much="x" * 40000)).status in (0, 400, 413, 431))
began = time.monotonic()
with connect() as s:
    s.sendall(request("POST", "/api/tags", b"{}")[:-1])
    try:
        rest = s.recv(65536)
    except OSError:
        rest = b""
ok("one that does not end is cut off", not rest and time.monotonic() - began < 30, rest)
for bad in [b"", b"[]", b"{", b'{"a":1,"a":2}', b'{"a":{"b":{"c":{"d":{"e":{}}}}}}', b"\xff", b"null"]:
    ok(f"{bad!r} is no request", raw(request("POST", "/api/tags", bad)).status == 400)
wrong = [("line", {"limit": 0}), ("line", {"limit": 1001}), ("line", {"bundle": "1"}), ("line", {"kind": "nothing"}), ("line", {"what": 1}),
         ("line", {"after": [1]}), ("one", {}), ("one", {"id": -1}), ("search", {}), ("search", {"query": "--"}), ("near", {"lat": 91}),
         ("places", {"box": [1, 2, 3]}), ("activity", {"step": "week"}), ("export", {"format": "exe"}), ("open", {"id": 1, "how": "raw"}),
         ("talk", {"talk": True}), ("tag", {"id": 1, "name": "x" * 65}), ("merge", {"a": 1, "b": 1, "reason": "x"})]
for word, members in wrong:
    a = ask(word, **members)
    ok(f"{word} {members} is a wrong use", not a["ok"] and a["code"] == "usage", a)
gone = [("one", {"id": 10**9}), ("talk", {"talk": 10**9}), ("entity", {"id": 10**9}), ("raw", {"id": 10**9}), ("unmerge", {"id": 10**9})]
ok("what is not there is said to be so", all(ask(w, **m).get("code") == "not-found" for w, m in gone))

# ---- what is answered ----
ok("a tampered bundle says so", [b["verdict"] for b in hello["bundles"]] == ["INTACT", "TAMPERED"], hello["bundles"])
ok("and what it is", all(b["training"] and b["platform"] == "android" and b["name"] == "EX-1" for b in hello["bundles"]))
over = ask("overview", bundle=2)["bundles"][0]
ok("its findings are told", any("data/" in f for f in over["said"]["findings"]), over["said"]["findings"])
ok("kinds add up", sum(over["kinds"].values()) == hello["bundles"][1]["records"])


def pages(word, key, **members):
    got, after = [], None
    while True:
        a = ask(word, **members, **({"after": after} if after else {}))
        got += a[key]
        after = a["next"]
        if after is None:
            return got


lines = pages("line", "records", limit=97)
ids = [r["id"] for r in lines]
times = [r["record"]["time"] for r in lines]
ok("pages of the time line lose nothing and double nothing", len(ids) == len(set(ids)) > 300 and times == sorted(times))
ok("one bundle's are its own", {r["bundle"] for r in pages("line", "records", bundle=2, limit=500)} == {2})
talks = pages("talks", "talks", limit=3)
ok("conversations, the latest first", len(talks) == len({t["id"] for t in talks}) > 5 and
   [t["last_us"] or -1 for t in talks] == sorted((t["last_us"] or -1 for t in talks), reverse=True))
big = max(talks, key=lambda t: t["messages"])
said = pages("talk", "records", talk=big["id"], limit=7)
ok("a conversation has its messages", sum(r["record"]["kind"] == "message" for r in said) == big["messages"] > 7, big)
middle = said[len(said) // 2]["id"]
around = ask("talk", talk=big["id"], around=middle, limit=6)
ok("a page around one of them has it, and says that there are others before", middle in [r["id"] for r in around["records"]] and around["before"])
texts = [r for r in lines if r["record"].get("text", "").isascii() and len(r["record"].get("text", "")) > 20]
want = texts[0]
word = max(re.findall("[A-Za-z]+", want["record"]["text"]), key=len)
found = [r for r in pages("search", "records", query=word, limit=50) if r["id"] == want["id"]]
ok("a message is found by a word", found, word)
field, a, b = found[0]["hits"][0]
ok("and the word is where it is said to be", word.lower() in {want["record"]["text"][x:y].lower() for f, x, y in found[0]["hits"] if f == "text"}, found)
ok("what was deleted is told apart", {r["id"] for r in pages("search", "records", query=word, state="live")} |
   {r["id"] for r in pages("search", "records", query=word, state="deleted")} == {r["id"] for r in pages("search", "records", query=word)})
hostile = [r for r in lines if "<" in json.dumps(r["record"]) or "\u202e" in json.dumps(r["record"], ensure_ascii=False)]
one = raw(request("POST", "/api/one", json.dumps({"id": hostile[0]["id"]}).encode()))
ok("hostile text goes as JSON, and as nothing else", hostile and one.header("content-type") == "application/json" and
   one.header("x-content-type-options") == "nosniff" and one.json()["record"]["record"] == hostile[0]["record"])

# ---- what an examiner does stays, and is logged ----
name = "<b>\u202e=1+1"
ok("a tag is put on", ask("tag", id=want["id"], name=name, on=True)["changed"] and not ask("tag", id=want["id"], name=name, on=True)["changed"])
ok("a note as well", ask("note", id=want["id"], text="seen")["ok"])
shown = ask("one", id=want["id"])
ok("both stand by the record", shown["tags"] == [name] and shown["notes"][0]["text"] == "seen" and shown["record"]["notes"] == 1)
ok("and lead to it", [r["id"] for r in ask("tagged", name=name)["records"]] == [want["id"]] ==
   [r["id"] for r in ask("search", query=word, tag=name)["records"]])

# ---- places ----
places = pages("places", "places", bundle=1, limit=50)
sure = next(p for p in places if p["whose"] == "device" and p["meaning"] == "visited" and p["accuracy_m"] is not None)
at = {"lat": sure["lat"], "lon": sure["lon"], "time_us": sure["time_us"], "bundle": 1, "window_s": 0}
ok("places are the bundle's", {p["bundle"] for p in places} == {1} and len({p["id"] for p in places}) == len(places))
ok("near its own position it was", ask("near", **at, radius_m=sure["accuracy_m"] + 1)["answer"] == "supported")
far = {**at, "lat": sure["lat"] + 1}
ok("a hundred kilometres away it was not", ask("near", **far, radius_m=1000)["answer"] == "contradicted")
ok("with a circle as small as its accuracy nobody knows", ask("near", **at, radius_m=0)["answer"] == "no-data")
nowhen = ask("near", **{**at, "time_us": 1}, radius_m=1000)
ok("at a time without positions nobody knows", nowhen["answer"] == "no-data" and [w["code"] for w in nowhen["why"]] == ["nothing"], nowhen)

# ---- the source ----
sms = next(r for r in lines if r["bundle"] == 1 and r["record"]["app"] == "android.sms")
reply = ask("raw", id=sms["id"])
ok("a row of a provider is shown in the phone's own reply", reply["kind"] == "text" and f"_id={sms['record']['source']['row']},".encode() in
   bytes.fromhex(reply["bytes"]["hex"]), reply)
file = next(r for r in lines if r["bundle"] == 1 and "object_sha256" in r["record"]["source"] and r["record"]["kind"] == "location")
source = ask("raw", id=file["id"])
ok("a file is what it was", source["same"] is True and source["bytes"]["total"] > 0 and source["file"].startswith("data/"), source)
rest = ask("raw", id=file["id"], offset=source["bytes"]["total"])
ok("and ends where it ends", rest["bytes"]["hex"] == "")
files = pages("files", "entries", bundle=1, limit=2)
ok("the phone's folders are there", {"sdcard", "shell"} <= {f["name"] for f in files if f["folder"]}, files)

# ---- pictures and exports go by ticket, once ----
pictures = [m for m in pages("media", "items", bundle=1, kind="image", limit=5) if m["present"]]
opened = ask("open", id=pictures[0]["id"], how="thumbnail")
ok("a picture is made anew", opened["ok"] and opened["width"] > 0, opened)
shown = get("/get/" + opened["ticket"])
ok("and shown as what it is", shown.status == 200 and shown.body[:3] == b"\xff\xd8\xff" and shown.header("content-type") == "image/jpeg" and b"Exif" not in shown.body, shown)
ok("once", get("/get/" + opened["ticket"]).status == 404)
bad = ask("open", id=want["id"], how="picture")
ok("a message is no picture", bad["code"] == "usage")
export = ask("export", format="csv", bundle=1)
held = get("/get/" + export["ticket"], Cookie=None)
ok("a ticket is nobody's without the cookie", held.status == 403)
got = get("/get/" + export["ticket"])
ok("an export is saved, not shown", got.status == 200 and len(got.body) == export["bytes"] and
   got.header("content-disposition") == f'attachment; filename="{export["name"]}"', got)
ok("once", get("/get/" + export["ticket"]).status == 404)
log = ask("audit")
acts = [x["act"] for x in log["lines"]]
ok("the log has all of it, in a chain", log["chain"] == "whole" and acts[:2] == ["export", "opened"] and acts.count("tagged") == 1 and
   acts.count("noted") == 1 and acts.count("import") == 2, acts)

# ---- the end ----
desk.send_signal(signal.SIGHUP)
ok("another browser gets a link of its own", desk.stdout.readline().startswith("ready "))
children = [int(x) for x in open(f"/proc/{desk.pid}/task/{desk.pid}/children").read().split()]
worker = next(x for x in children if open(f"/proc/{x}/comm").read() == "moka-viewer\n")
seccomp = re.search(r"Seccomp:\t(\d)", open(f"/proc/{worker}/status").read())[1]
ok("the server runs behind seccomp", seccomp == "2", seccomp)
desk.send_signal(signal.SIGTERM)
ok("it ends when told to", desk.wait(30) == 0)
ok("and all that it started with it", len(children) > 1 and not any(os.path.exists(f"/proc/{x}") for x in children), children)
finish()
