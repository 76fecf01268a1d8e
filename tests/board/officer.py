"""An officer's way through a kit in QEMU, with a phone on its cable."""
import os
import subprocess
import sys

from panel import Panel
from vm import Kit, Late, fed

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
from mokad_client import SEIZED  # noqa: E402

PIN = "482913"


def first_line(process, word):
    for line in process.stdout:
        if word in line:
            return line.split()
    raise Late(f"{process.args[0]} ended")


class Phone:
    """A phantom behind the bridge that puts it on a cable (tests/usb/redir.c)."""

    def __init__(self, programs, exercise, work, *bridge):
        self.socket = os.path.join(work, "phone.sock")
        quiet = dict(stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        moka = os.path.join(programs, "moka")
        self.phantom = subprocess.Popen([moka, "phantom", "android", exercise, "--listen", "127.0.0.1:0"], **quiet)
        port = first_line(self.phantom, "listening")[1].rsplit(":", 1)[1]
        redir = os.path.join(programs, "..", "tests", "redir")
        self.bridge = subprocess.Popen([redir, self.socket, "tcp:" + port, *bridge], **quiet)
        first_line(self.bridge, "listening")

    def end(self):
        for p in (self.bridge, self.phantom):
            p.kill()
            p.wait()
        os.unlink(self.socket)


class Officer:
    """One kit's stick over several boots. words, case, fingerprint: known after the first."""

    def __init__(self, disk, work, say, patience, known=None):
        self.disk, self.work, self.say, self.patience = disk, work, say, patience
        self.known = {} if known is None else known

    @fed
    def boot(self, log=None, before=lambda kit: None):
        """before: what is done to the kit before anything of it runs."""
        kit = Kit(self.disk, self.work, keep=True, log=log, wire=True)
        try:
            before(kit)
            t, _ = kit.until("moka: panel ready at", self.patience, "Kernel panic")
            panel = Panel(kit)
            hello = panel.enter(self.patience)
            self.say(f"up after {t:.0f} s, the panel answers after {kit.age():.0f} s; store: {hello['store']}")
        except BaseException:
            kit.off()
            raise
        return kit, panel

    def first_boot(self, panel):
        """The phrase is made, and the kit's identity behind it."""
        self.known["words"] = " ".join(panel.store("store-new", self.patience)["words"])
        hello = panel.hello()
        if hello["store"]["state"] != "open" or self.known["words"].count(" ") != 5:
            raise Late(f"{hello['store']}, {self.known['words']}")
        self.known["kit"] = hello["kit"]["fingerprint"]
        panel.ask("officer-add", officer="a.mwangi", name="A. Mwangi", pin=PIN)
        panel.ask("sign-in", officer="a.mwangi", pin=PIN)

    def again(self, panel):
        panel.store("store-open", self.patience, phrase=self.known["words"])
        hello = panel.hello()
        if hello["kit"]["fingerprint"] != self.known["kit"]:
            raise Late("another kit behind the same words")
        panel.ask("sign-in", officer="a.mwangi", pin=PIN)

    def prepare(self, panel):
        """A case that only waits for a phone."""
        self.known["case"] = panel.ask("case-new", training=True)["case"]["id"]
        for part, value in SEIZED.items():
            panel.ask("case-set", case=self.known["case"], part=part, value=value)

    def begin(self, panel, word="start"):
        panel.ask(word, case=self.known["case"], device=panel.phone(self.patience)["device"])

    def sealed(self, panel):
        now = panel.case(self.known["case"], ("sealed", "cut", "refused", "stopped"), self.patience)
        if now["state"] != "sealed":
            raise Late(f"the case is {now['state']}: {now.get('why')}")
        return panel.ask("result", seconds=self.patience, case=self.known["case"])["result"]
