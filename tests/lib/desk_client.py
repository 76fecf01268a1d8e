"""moka serve CASE as a browser with a session sees it."""
import http.client
import json
import os
import re
import signal
import subprocess
from panel_case import die_with_us


class Desk:
    def __init__(self, case, *more):
        moka = os.path.join(os.environ["MOKA_BIN"], "moka")
        self.run = subprocess.Popen([moka, "serve", "--case", case, "--by", "e.lab", "--zone", "UTC", *more], stdout=subprocess.PIPE,
                                    text=True, preexec_fn=die_with_us)
        at = re.fullmatch(r"ready (http://127\.0\.0\.1:(\d+))(/\?t=[0-9a-f]{64})\n", self.run.stdout.readline())
        self.origin, self.port, self.session = at[1], int(at[2]), {}
        self.session["Cookie"] = self.answer("GET", at[3])[1]["Set-Cookie"].split(";")[0]
        self.hello = json.loads(self.get("/api/hello")[2])
        self.session["X-Moka-Csrf"] = self.hello["csrf"]

    def answer(self, method, path, body=None, **head):
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        link.request(method, path, body, {**self.session, **head})
        got = link.getresponse()
        body = got.read()
        link.close()
        return got.status, got.headers, body

    def get(self, path):
        return self.answer("GET", path)

    def ask(self, word, **members):
        return json.loads(self.answer("POST", f"/api/{word}", json.dumps(members), **{"Content-Type": "application/json", "Origin": self.origin})[2])

    def end(self):
        self.run.send_signal(signal.SIGTERM)
        return self.run.wait(60)
