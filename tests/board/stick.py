"""What check.py asks of a copy that is carried away: what is sealed for recipients goes to a second stick that an
officer asked for, and only to that one; what is wrong with a stick is said, and nothing is lost by it."""
import json
import os
import subprocess

import carried
import writes
from desk import Desk
from officer import Officer, Phone
from sittings import Played, intact
from tap import ENOUGH, digest, ok, run, say, tried
from vm import Late

SLOW = 2 << 20  # bytes a second of the one that is pulled


class Stick:
    """One on the kit's port. options: of its block device in QEMU."""

    def __init__(self, work, name, kind, mib, **options):
        self.name, self.kind, self.options = name, kind, options
        self.path = kind(os.path.join(work, name + ".img"), mib)
        self.before = digest(self.path)

    def plug(self, kit, port):
        kit.qmp("blockdev-add", **{"node-name": self.name + "-file", "driver": "raw",
                                   "file": {"driver": "file", "filename": self.path}, "read-only": "read_only" in self.options})
        node = self.name + "-file"
        if "slow" in self.options:
            kit.qmp("object-add", **{"qom-type": "throttle-group", "id": "slow", "limits": {"bps-write": SLOW}})
            node = self.name + "-slow"
            kit.qmp("blockdev-add", **{"node-name": node, "driver": "throttle", "throttle-group": "slow", "file": self.name + "-file"})
        self.node = node
        kit.qmp("device_add", driver="usb-storage", id=self.name, bus="xhci.0", port=port, drive=node, serial=self.name)

    def pull(self, kit):
        kit.qmp("device_del", id=self.name)
        kit.event("DEVICE_DELETED", device=self.name)
        kit.qmp("blockdev-del", **{"node-name": self.node})
        if "slow" in self.options:
            kit.qmp("blockdev-del", **{"node-name": self.name + "-file"})

    def counts(self, kit):
        """(requests to read, bytes written) that it got so far."""
        for x in kit.qmp("query-blockstats"):
            if f"/{self.name}/" in x.get("qdev", "") + "/":
                return x["stats"]["rd_operations"], x["stats"]["wr_bytes"]
        raise Late(f"QEMU counts nothing of {self.name}")


class Copies:
    """The kit with a sealed case, and what became of each copy."""

    def __init__(self, kit, panel, case):
        self.kit, self.panel, self.case = kit, panel, case

    def port(self, stick):
        """As the panel offers it."""
        while True:
            for x in self.panel.ask("sticks")["sticks"]:
                if x.get("serial") == stick.name:
                    return x["stick"]
            if self.kit.age() > ENOUGH * 3:
                raise Late(f"{stick.name} is not offered: {self.panel.ask('sticks')}")
            self.panel.turn(0.3)

    def ended(self, before):
        while True:
            now = self.panel.ask("case", case=self.case)["case"]
            if "copying_to" not in now and len(now.get("copies", [])) > before:
                return now["copies"][-1]
            if self.kit.age() > ENOUGH * 3:
                raise Late(f"the copy does not end: {now}")
            self.panel.turn(0.3)

    def copy(self, stick, meanwhile=lambda: None):
        """Plugs it in, has the file copied, pulls it; what the kit says of it."""
        if not hasattr(stick, "node"):
            stick.plug(self.kit, "3")
        before = len(self.panel.ask("case", case=self.case)["case"].get("copies", []))
        self.panel.ask("copy-out", case=self.case, stick=self.port(stick))
        pulled = meanwhile()
        told = self.ended(before)
        if not pulled:
            stick.pull(self.kit)
        say(f"{stick.name}: {json.dumps({k: v for k, v in told.items() if k not in ('at', 'sha256')})}")
        return told

    def pull_in_the_middle(self, stick):
        while stick.counts(self.kit)[1] < SLOW:
            self.panel.turn(0.1)
        stick.pull(self.kit)
        return True


def recipients(work, desk, disk, known):
    """The two who open what that kit seals: their keys are made here, and the stick's kit learns of them elsewhere."""
    keys = []
    for name in ("lab", "recovery"):
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", os.path.join(work, name))
        keys += [name, open(os.path.join(work, name + ".pub"), encoding="utf-8").read().strip()]
    name = desk.stick(disk)
    try:
        trust = desk.do("recipients", name, known["words"], *keys)["trust"]
    finally:
        desk.out()
    with open(os.path.join(work, "trust"), "w", encoding="utf-8") as f:
        f.write(trust)


def good(copies, stick):
    """Its name there, once it is what the kit says that it is."""
    told = copies.copy(stick)
    if told.get("pull") is not True or told.get("read_back") != "stick":
        raise Late(told)
    folder = carried.taken(stick.kind, stick.path)
    there = sorted(os.listdir(folder))
    wanted = [told["file"], told["file"].replace(".tar.age", ".sealed.json")] + ["theirs.txt"] * (stick.kind is not carried.exfat)
    sealed = json.load(open(os.path.join(folder, wanted[1]), encoding="utf-8"))["file"]
    if there != sorted(wanted) or not sealed == told["sha256"] == digest(os.path.join(folder, told["file"])):
        raise Late(f"{there}, {told}")
    return os.path.join(folder, told["file"])


def refused(copies, stick, code):
    """It says so, it may be pulled, and nobody wrote to it."""
    told = copies.copy(stick)
    if told.get("code") != code or told.get("pull") is not True or digest(stick.path) != stick.before:
        raise Late(told)


def full(copies, stick):
    told = copies.copy(stick)
    there = os.listdir(carried.taken(stick.kind, stick.path))
    if told.get("code") != "full" or told.get("pull") is not True or there != ["theirs.txt"]:
        raise Late(f"{told}, {there}")


def pulled(copies, stick):
    told = copies.copy(stick, lambda: copies.pull_in_the_middle(stick))
    if told.get("code") != "gone" or copies.panel.ask("case", case=copies.case)["case"]["state"] != "sealed":
        raise Late(told)


def logged(copies):
    """Each try stands in the case's log, before a stick is touched and when it ended."""
    entries = copies.panel.ask("log", case=copies.case)["entries"]
    acts = [x["act"] for x in entries if x["act"].startswith("cop")]
    tries = acts.count("copy-out")
    if acts[::2] != ["copy-out"] * tries or sorted(acts[1::2]) != ["copied-out"] * 4 + ["copy-failed"] * (tries - 4):
        raise Late(acts)


def play(work, copies, sticks):
    """All of it on one kit; the file as it lay on the last good stick."""
    nobodys = sticks["nobodys"]
    nobodys.plug(copies.kit, "4")
    copies.port(nobodys)
    tried("a stick of FAT32 gets the file that was sealed", lambda: good(copies, sticks["fat"]))
    for name, code in (("read-only", "read-only"), ("blank", "no-fs"), ("two", "several"), ("luks", "locked")):
        tried(f"one that is {name} is refused as {code}, and not written to", lambda: refused(copies, sticks[name], code))
    tried("one that is full keeps what was on it", lambda: full(copies, sticks["full"]))
    tried("one that is pulled while it is written is said to be gone", lambda: pulled(copies, sticks["pulled"]))
    tried("a stick of exFAT gets the file", lambda: good(copies, sticks["exfat"]))
    file = tried("a stick of ext4 gets the file", lambda: good(copies, sticks["ext4"]))
    ok("the one that nobody asked for was there all the time: not a byte of it was read or written",
       nobodys.counts(copies.kit) == (0, 0) and digest(nobodys.path) == nobodys.before, nobodys.counts(copies.kit))
    tried("asked for at last, it gets the file as well", lambda: good(copies, nobodys))
    tried("each try stands in the log of the case", lambda: logged(copies))
    return file


def sealed_case(officer, phone):
    """Boots, and has the case sealed for the recipients."""
    kit, panel = officer.boot()
    try:
        officer.again(panel)
        kit.plug(phone, "2")
        officer.begin(panel)
        now = panel.case(officer.known["case"], ("sealed", "cut", "refused", "stopped"), ENOUGH)
        if now["state"] != "sealed" or not now.get("encrypted"):
            raise Late(now)
        say(f"sealed for its recipients after {kit.age():.0f} s")
    except BaseException:
        kit.off()
        raise
    return kit, panel


def check_stick(a, base):
    played = Played(a, base)
    disk = os.path.join(a.work, "stick.img")
    run("cp", "--sparse=always", played.stick, disk)
    writes.replay(played.log, played.known["ready"], disk)
    work = os.path.join(a.work, "sticks")
    os.makedirs(work)
    with Desk(a.cache, a.work, played.programs, ENOUGH) as desk:
        tried("another computer tells the stick's kit who opens what it seals", lambda: recipients(work, desk, disk, played.known))
    sticks = {x.name: x for x in (
        Stick(work, "nobodys", carried.fat, 64), Stick(work, "fat", carried.fat, 64), Stick(work, "full", carried.fat, 8),
        Stick(work, "read-only", carried.fat, 64, read_only=True), Stick(work, "blank", carried.sized, 64),
        Stick(work, "two", carried.two, 32), Stick(work, "luks", carried.luks, 32), Stick(work, "pulled", carried.fat, 64, slow=True),
        Stick(work, "exfat", carried.exfat, 64), Stick(work, "ext4", carried.ext4, 64))}
    phone = Phone(played.programs, played.exercise, a.work)
    kit = None
    try:
        started = tried("a case is sealed for its recipients", lambda: sealed_case(Officer(disk, a.work, say, ENOUGH, played.known), phone))
        if started:
            kit, panel = started
            file = play(work, Copies(kit, panel, played.known["case"]), sticks)
            tried("what a recipient opens of it is INTACT and what is on the phone", lambda: opened(a, played, work, file))
    finally:
        if kit:
            kit.off()
        phone.end()
    os.unlink(disk)


def opened(a, played, work, file):
    out = os.path.join(work, "opened")
    subprocess.run([os.path.join(played.programs, "moka"), "unpack", "-i", os.path.join(work, "lab"), "-o", out, file], check=True,
                   capture_output=True)
    say(intact(a, played, out, os.path.join(work, "trust")))
