"""What check.py asks with an officer and a phone: a whole way, cuts of the power, another computer."""
import json
import os
import re
import shutil
import subprocess

import writes
from desk import Desk
from image import listed, make
from officer import PIN, Officer, Phone
from tap import ENOUGH, digest, ok, run, say, tried
from vm import Late

HERE = os.path.dirname(os.path.abspath(__file__))
CUTS = int(os.environ.get("CUTS", "18"))


def agent(a):
    """Three files: a program that carries the panel's port over a serial line, its unit, and that the journal goes to
    the console, so that a failure here can be read."""
    tree = os.path.join(a.work, "agent")
    units = os.path.join(tree, "usr/lib/systemd/system")
    os.makedirs(os.path.join(tree, "usr/libexec/moka"))
    os.makedirs(os.path.join(units, "moka.target.wants"))
    run("gcc", "-O2", "-static", "-o", os.path.join(tree, "usr/libexec/moka/wire"), "-I", os.path.join(HERE, "../.."),
        os.path.join(HERE, "agent/wire.c"), os.path.join(HERE, "agent/hand.c"))
    shutil.copy(os.path.join(HERE, "agent/wire.service"), units)
    os.makedirs(os.path.join(tree, "etc/systemd/journald.conf.d"))
    with open(os.path.join(tree, "etc/systemd/journald.conf.d/wire.conf"), "w", encoding="utf-8") as f:
        f.write("[Journal]\nForwardToConsole=yes\nTTYPath=/dev/ttyS0\nMaxLevelConsole=info\n")
    os.symlink("../wire.service", os.path.join(units, "moka.target.wants/wire.service"))
    return tree


def wired(a, base):
    """The same parts and those three files more."""
    image = make(a, "wired", "--tree", agent(a))
    ok("the image that an officer is played on has three files and a link more than the one that ships, and nothing else",
       sorted(os.path.basename(x[0]) for x in listed(image) ^ listed(base)) == ["wire", "wire.conf", "wire.service", "wire.service"],
       listed(image) ^ listed(base))
    return image


class Played:
    """What the part `officer` leaves for the others: the stick before its first boot, each write to it, and where
    in those the case was ready, begun and sealed."""

    def __init__(self, a, base):
        self.folder = os.path.join(a.cache, a.arch, "officer")
        self.stick, self.log, self.exercise = (os.path.join(self.folder, x) for x in ("stick.img", "writes", "exercise"))
        self.programs = os.environ["MOKA_BIN"]
        self.known = {}
        told = os.path.join(self.folder, "known")
        if os.path.exists(told):
            with open(told, encoding="utf-8") as f:
                self.known = json.load(f)
            if self.known.get("of") == digest(base.disk):
                return
            self.known = {}  # of an image that is no more
        shutil.rmtree(self.folder, ignore_errors=True)
        os.makedirs(self.folder)
        self.known["of"] = digest(base.disk)
        self.play(a, wired(a, base))
        with open(told, "w", encoding="utf-8") as f:
            json.dump(self.known, f)

    def play(self, a, image):
        disk = image.copy(os.path.join(a.work, "stick.img"))
        run("truncate", "-s", "+640M", disk)
        run("cp", "--sparse=always", disk, self.stick)
        run(os.path.join(self.programs, "moka"), "exercise", "new", "--seed", "21", "--sms", "60", "--calls", "20", "--files", "12",
            "--big", "16777216", "-o", self.exercise)
        writes.new(self.log)
        officer, phone = Officer(disk, a.work, say, ENOUGH, self.known), Phone(self.programs, self.exercise, a.work)
        kit = None
        try:
            kit, panel = officer.boot(self.log)
            facts(panel)
            idle(panel, "before anybody came")
            officer.first_boot(panel)
            idle(panel, "with an officer signed in")
            say(f"six words, a store, an identity, an officer: after {kit.age():.0f} s")
            officer.prepare(panel)
            self.known["ready"] = len(writes.entries(self.log))
            kit.plug(phone, "2")
            officer.begin(panel)
            say(f"begun after {kit.age():.0f} s")
            result = officer.sealed(panel)
            say(f"sealed after {kit.age():.0f} s; taken: {len(result['taken'])}; the kit says: {result['verify']}")
            self.known["sealed"] = len(writes.entries(self.log))
        finally:
            if kit:
                kit.off()
            phone.end()


def check_officer(a, base):
    shutil.rmtree(os.path.join(a.cache, a.arch, "officer"), ignore_errors=True)
    played = tried("first boot, an officer, a phone on its cable: acquired and sealed", lambda: Played(a, base))
    if not played:
        return
    disk = writes.empty(os.path.join(a.work, "read.img"), played.stick)
    writes.replay(played.log, played.known["sealed"], disk)
    with Desk(a.cache, a.work, played.programs, ENOUGH) as desk:
        tried("the stick's evidence opens elsewhere with the six words, its bundle is INTACT and what is on the phone",
              lambda: read(a, played, desk, disk, "read", "sealed"))


def read(a, played, desk, disk, as_name, was):
    """Has the desk open the stick; the one case was in one of those states and is sealed, its bundle whole and what is on the phone."""
    out = os.path.join(desk.share, as_name)
    name = desk.stick(disk)
    try:
        answer = desk.do("case", name, played.known["words"], PIN, out)
    finally:
        desk.out()
    now, = answer["cases"]
    if now["is"] != "sealed" or now["was"] not in was.split():
        raise Late(f"the case was {now['was']}, is {now['is']}: {now['why']}")
    trust = os.path.join(out, "trust")
    key = run("ssh-keygen", "-lf", "/dev/stdin", input=" ".join(open(trust, encoding="utf-8").read().split()[-2:]) + "\n").split()[1]
    if key != played.known["kit"]:
        raise Late(f"another kit's key: {key}, not {played.known['kit']}")
    told = intact(a, played, os.path.join(out, now["id"]), trust)
    took = ", ".join(f"{k} {v}" for k, v in answer["took"].items())
    say(f"was {now['was']}; seconds: {took}; {told}")
    shutil.rmtree(out)
    return now


def intact(a, played, bundle, trust):
    """That a bundle is so and has what is on the phone, in a line."""
    done = subprocess.run([os.path.join(played.programs, "moka"), "verify", "--trust", trust, bundle],
                          capture_output=True, text=True)
    if done.returncode != 0 or not done.stdout.endswith("INTACT\n"):
        raise Late(done.stdout[-1500:] + done.stderr)
    records = os.path.join(a.work, "records")
    with open(records, "wb") as f:  # its exit status tells of records with issues
        subprocess.run([os.path.join(played.programs, "moka"), "parse", bundle], stdout=f,
                       stderr=subprocess.DEVNULL, check=False)
    compare = os.path.join(HERE, "..", "lib", "compare.pl")
    told = run(compare, "truth", os.path.join(played.exercise, "truth.jsonl"), records) + \
        run(compare, "payload", bundle, os.path.join(played.exercise, "storage"), "/sdcard")
    return "; ".join([done.stdout.splitlines()[-1], *told.splitlines()])


def facts(panel):
    """What the kit tells of itself over the wire."""
    told = dict(t.split("\n", 1) for t in panel.texts)
    ok("kernel lockdown is confidentiality", "[confidentiality]" in told["/sys/kernel/security/lockdown"])
    ok("no swap", len(told["/proc/swaps"].splitlines()) == 1)
    ok("no core dumps", told["/proc/sys/kernel/core_pattern"].strip() == "|/usr/bin/false")
    ok("no network but the loopback", re.findall(r"^ *(\w+):", told["/proc/net/dev"], re.M) == ["lo"], told["/proc/net/dev"])


def idle(panel, when):
    """mokad and the panel with nothing to do; what they share with others counts in parts (PSS)."""
    told = [line.split() for line in panel.say("pss").splitlines()]
    names, kib = {x[0] for x in told}, [int(x[1]) for x in told]
    ok(f"{when}, mokad and the panel together take less than 40 MiB",
       {"mokad", "moka-panel"} <= names and min(kib) > 0 and sum(kib) < 40 << 10, told)
    say(f"{sum(kib) / 1024:.1f} MiB: " + ", ".join(" ".join(x) for x in told))


def check_power(a, base):
    """The power goes twice while a phone is copied; each time the kit boots again and goes on."""
    played = Played(a, base)
    disk = os.path.join(a.work, "stick.img")
    run("cp", "--sparse=always", played.stick, disk)
    writes.replay(played.log, played.known["ready"], disk)
    officer = Officer(disk, a.work, say, ENOUGH, played.known)
    phone = Phone(played.programs, played.exercise, a.work)
    try:
        tried("cut off twice while it copies, the kit finds the case and goes on to a seal", lambda: cut_twice(officer, phone))
    finally:
        phone.end()
    with Desk(a.cache, a.work, played.programs, ENOUGH) as desk:
        tried("and the bundle of three sittings is INTACT", lambda: read(a, played, desk, disk, "power", "sealed"))
    os.unlink(disk)


def cut_twice(officer, phone):
    for sitting in (1, 2, 3):
        kit, panel = officer.boot()
        try:
            officer.again(panel)
            now = panel.ask("case", case=officer.known["case"])["case"]
            if now["state"] != ("ready" if sitting == 1 else "cut"):
                raise Late(f"sitting {sitting}: {now['state']}")
            kit.plug(phone, "2")
            panel.watch()
            officer.begin(panel, "start" if sitting == 1 else "resume")
            if sitting == 3:
                say(f"sealed: {officer.sealed(panel)['verify']}")
                return
            panel.copied(sitting * 5 << 20, ENOUGH)
            say(f"cut {sitting} after {kit.age():.0f} s, {panel.bytes} bytes copied")
        finally:
            kit.off()


def check_cuts(a, base):
    """18 more, at any write from the case's beginning to its end; elsewhere it goes on from there."""
    played = Played(a, base)
    first, last = played.known["ready"] + 1, played.known["sealed"]
    phone = Phone(played.programs, played.exercise, a.work)
    states = 0
    with Desk(a.cache, a.work, played.programs, ENOUGH) as desk:
        desk.plug(phone, "2")
        for i in range(CUTS):
            at = first + (last - first) * i // CUTS
            disk = writes.empty(os.path.join(a.work, f"cut{i}.img"), played.stick)
            writes.replay(played.log, at, disk, torn=i % 2 == 1)
            got = tried(f"cut behind write {at} of {first} to {last}{', that torn' if i % 2 else ''}: it goes on, INTACT",
                        lambda: read(a, played, desk, disk, f"cut{i}", "ready cut sealed"))
            if got:
                states += got["was"] == "cut"
            os.unlink(disk)
    phone.end()
    ok("most of them were cut while it ran", states > CUTS / 2, states)
