"""What the desk's computer does, see desk.py: PROGRAMS WORD... The last line that it prints is its answer.

  disk                         waits for a stick: its name
  case DISK WORDS PIN OUT      opens the evidence partition as the kit does and by the same programs; a case that
                               was cut goes on and is sealed; bundles, and what to trust them by, are copied to OUT;
                               how many seconds each step took
  recipients DISK WORDS (NAME KEY)...
                               tells that kit who opens what it seals; its line to trust it by
"""
import json
import os
import re
import select
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from mokad_client import Client, Daemon  # noqa: E402

STORE = os.path.abspath(os.path.join(HERE, "..", "..", "board", "boot", "moka-store"))
EVIDENCE = "/evidence/moka"
PATIENCE = 400  # seconds for anything


class Steps:
    """Seconds since the one before, by name."""

    def __init__(self):
        self.last, self.took = time.monotonic(), {}

    def done(self, name):
        now = time.monotonic()
        self.took[name] = round(self.took.get(name, 0) + now - self.last, 1)
        self.last = now


def disk(_programs):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for name in os.listdir("/sys/class/block"):
            if re.fullmatch("vd[a-z]", name) and any(x.startswith(name) for x in os.listdir(f"/sys/class/block/{name}")):
                return {"name": name}
        select.select([], [], [], 0.05)
    raise SystemExit("no stick")


def came_from(name):
    os.makedirs("/run/moka", exist_ok=True)
    with open("/run/moka/stick", "w", encoding="utf-8") as f:
        f.write(name + "\n")


def recipients(programs, name, words, *keys):
    came_from(name)
    kit = [programs + "/moka", "kit"], ["--kit", EVIDENCE + "/kit"]
    subprocess.run([STORE, "open"], input=words, text=True, check=True)
    try:
        for i in range(0, len(keys), 2):
            subprocess.run([*kit[0], "recipients", "add", *keys[i:i + 2], *kit[1]], check=True)
        return {"trust": subprocess.run([*kit[0], *kit[1]], check=True, capture_output=True, text=True).stdout}
    finally:
        subprocess.run([STORE, "close"], check=False)


def case(programs, name, words, pin, out):
    came_from(name)
    daemon = Daemon(programs, EVIDENCE, "--store", STORE)
    daemon.patience = PATIENCE
    daemon.command[daemon.command.index("--socket") + 1] = daemon.path = "/run/mokad.sock"
    try:
        return with_daemon(daemon, programs, words, pin, out)
    finally:
        daemon.stop()
        subprocess.run([STORE, "close"], check=False)


def with_daemon(daemon, programs, words, pin, out):
    steps = Steps()
    daemon.start()
    steps.done("mokad")
    with Client(daemon.path, PATIENCE) as c:
        c.ok("store-open", phrase=words)
    steps.done("open")
    found = []
    with Client(daemon.path, PATIENCE) as c:
        c.sign_in("a.mwangi", pin)
        steps.done("sign in")
        c.watch()
        for x in c.ok("cases")["cases"]:
            was = x["state"]
            if was in ("cut", "ready"):
                phone = c.phone(seconds=PATIENCE)["device"]
                steps.done("phone")
                c.ok("resume" if x["begun"] else "start", case=x["id"], device=phone)
                x = c.state(x["id"], "sealed", "cut", "refused", seconds=PATIENCE)
                steps.done("seal")
            found.append({"id": x["id"], "was": was, "is": x["state"], "begun": x["begun"], "why": x.get("why")})
    if os.path.exists(EVIDENCE + "/broken"):
        raise SystemExit("set aside: " + " ".join(os.listdir(EVIDENCE + "/broken")))
    os.makedirs(out)
    with open(out + "/trust", "w", encoding="utf-8") as f:
        subprocess.run([programs + "/moka", "kit", "--kit", EVIDENCE + "/kit"], stdout=f, check=True)
    for x in found:
        shutil.copytree(f"{EVIDENCE}/cases/{x['id']}/vault/bundle", f"{out}/{x['id']}", copy_function=shutil.copyfile)
    steps.done("copy")
    return {"cases": found, "took": steps.took}


if __name__ == "__main__":
    print(json.dumps({"disk": disk, "case": case, "recipients": recipients}[sys.argv[2]](sys.argv[1], *sys.argv[3:])))
