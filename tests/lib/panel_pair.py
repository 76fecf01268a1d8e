"""The USB network: TLS with the kit's certificate, the pairing code, doors that open on one side only."""
import hashlib
import os
import signal
import socket
import ssl
import subprocess
import tempfile
import warnings
from own_address import own_address
from panel_case import BIN, Panel, ok, finish

folder = tempfile.mkdtemp(prefix="moka-tls.")
pem = folder + "/kit.pem"
far, port = own_address()  # not the kiosk's
options = ("--gadget", far, "--gadget-port", str(port), "--tls", pem)
there = f"{far}:{port}"


def certificate():
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with context.wrap_socket(socket.create_connection((far, port), timeout=20)) as t:
        der = t.getpeercert(binary_form=True)
        return der, hashlib.sha256(der).hexdigest().upper(), t.version()


def trusted(address):
    """Whether a client that has this certificate for its anchor believes who answers."""
    context = ssl.create_default_context(cadata=ssl.DER_cert_to_PEM_cert(certificate()[0]))
    try:
        with context.wrap_socket(socket.create_connection((far, port), timeout=20), server_hostname=address):
            return True
    except ssl.SSLError:
        return False


def code():
    p.line("pair ")
    return p.pairs[-1][2]


def pair(text, **change):
    """The form as a browser sends it."""
    headers = {"Content_Type": "application/x-www-form-urlencoded", "X_Moka_Csrf": None, **change}
    return p.raw(p.request("POST", "/pair", f"code={text}".encode(), tls=there, **headers), there)


p = Panel(*options)
first = code()
ok("a code of eight digits is shown", len(first) == 8 and first.isdigit(), first)
der, print_, version = certificate()
ok("the fingerprint that is shown is the certificate's", p.pairs[-1][3].replace(":", "") == print_, p.pairs)
ok("TLS 1.2 or newer", version in ("TLSv1.2", "TLSv1.3"), version)
ok("it is for its address, and for no other", trusted(far) and not trusted("127.0.0.3"))
ok("key and certificate are nobody else's to read", os.stat(pem).st_mode & 0o777 == 0o600)
old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
try:
    warnings.simplefilter("ignore")
    old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    old.wrap_socket(socket.create_connection((far, port), timeout=20)).close()
    ok("older TLS is refused", False)
except (ssl.SSLError, ConnectionError, ValueError):
    ok("older TLS is refused", True)
plain = socket.create_connection((far, port), timeout=20)
plain.sendall(b"GET / HTTP/1.1\r\nHost: " + there.encode() + b"\r\n\r\n")
got = plain.recv(4096)
ok("no TLS, no page", not got.startswith(b"HTTP/1.1 200"), got[:80])

page = p.get("/", tls=there)
ok("a stranger is asked for the code", page.status == 200 and b'action="/pair"' in page.body, page)
ok("by a page that sends it nowhere else", "form-action 'self'" in page.header("content-security-policy")
   and "script-src 'self'" in page.header("content-security-policy") and b"<script" not in page.body)
for path in ("/app.js", "/api/hello", "/api/events", "/lang/en.json"):
    ok(f"{path} is not a stranger's", p.get(path, tls=there).status == 403)
ok("the kiosk's token opens nothing here", p.get(f"/?t={p.token}", tls=there).status in (200, 400, 403)
   and p.get(f"/?t={p.token}", tls=there).cookie("__Host-moka-door") is None)
ok("a code from another page is not looked at", pair(first, Origin="https://evil.example").status == 403
   and pair(first, Origin="null").status == 403 and pair(first, Sec_Fetch_Site="cross-site").status == 403)
ok("nor as another kind of body", pair(first, Content_Type="text/plain").status == 415)
wrong = [pair("0" * 8 if first != "0" * 8 else "1" * 8) for _ in range(5)]
ok("wrong codes are refused", all(a.status == 403 and a.cookie("__Host-moka-door") is None for a in wrong), wrong)
ok("after five there is none, not even the right one", pair(first).status == 429)
p.enter()
second = p.get("/api/hello").json()["pairing"][0]["code"]
ok("until the kit is asked for another", second != first and code() == second, second)
ok("and a pause in which no code is looked at, not even the right one", pair(second).status == 429)
p.close()

p = Panel(*options)
first = code()
ok("the certificate stays the same after a restart", certificate()[1] == print_)
a = pair(first)
p.door = a.cookie("__Host-moka-door")
ok("the right code opens the door", a.status == 303 and p.door, a)
ok("for TLS only, out of reach of scripts and other sites", all(w in a.header("set-cookie") for w in
   ("Secure", "HttpOnly", "SameSite=Strict", "Path=/")), a)
ok("a code opens once", pair(first, Cookie=None).status == 429)
hello = p.get("/api/hello", tls=there).json()
p.csrf = hello.get("csrf")
ok("the page is there for who has paired, and no code of others", p.csrf and hello.get("pairing") == [], hello)
a = p.sign_in(there)
ok("signing in works, its cookie is for TLS only", p.session and "Secure" in a.header("set-cookie"), a)
ok("and words go through", p.post("cases", tls=there).json().get("ok"))
ok("called by the kiosk's name it is refused", p.get("/api/hello", tls=there, Host=p.host).status == 403)
door, p.door = p.door, None
ok("a door of the USB network is none at the kiosk", p.get("/", Cookie=f"moka-door={door}").status == 403)
p.session = None
p.enter()
hello = p.get("/api/hello").json()
ok("the kit's own screen shows the code, the address and the fingerprint", len(hello["pairing"]) == 1
   and hello["pairing"][0]["url"] == f"https://{there}" and hello["pairing"][0]["fingerprint"].replace(":", "") == print_
   and hello["pairing"][0]["code"] == code() and 290 < hello["pairing"][0]["left"] <= 300, hello)
near, p.door = p.door, None
ok("a door of the kiosk is none on the USB network",
   p.get("/api/hello", tls=there, Cookie=f"__Host-moka-door={near}; moka-door={near}").status == 403)
shown = hello["pairing"][0]["code"]
p.process.send_signal(signal.SIGHUP)
token = p.line("ready ").split("t=")[1]
ok("and another code: somebody at the kit asks", code() != shown)
ok("a hang-up makes one more way in", token != p.token and p.get(f"/?t={token}").status == 303)
p.close()

p = Panel("--gadget-device", "lo", *options)
ok("bound to the network's device it answers there", p.get("/", tls=there).status == 200)
with open("/proc/net/tcp", encoding="ascii") as f:
    listening = [line.split()[1] for line in f if line.split()[3] == "0A"]
ok("and listens nowhere else but at the kiosk", sum(x.endswith(f":{port:04X}") for x in listening) == 1, listening)
p.close()
none = subprocess.run([BIN + "/moka-panel", "--socket", "/nonexistent", "--gadget-device", "moka-none", *options],
                      capture_output=True, text=True, timeout=60)
ok("without the device it does not start", none.returncode == 3 and "moka-none" in none.stderr, none)
for name in os.listdir(folder):
    os.unlink(os.path.join(folder, name))
os.rmdir(folder)
finish()
