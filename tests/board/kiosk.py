"""What check.py asks of the variant kiosk: two builds are the same, the panel is on the screen and answers to keys; an
officer with a finger and in Arabic; browser and panel come back when they are killed."""
import os
import shutil

from cable import drivers
from image import make
from screen import Screen
from officer import PIN, Officer
from panel import Panel
from sittings import agent
from tap import ENOUGH, digest, ok, run, say, tried
from vm import Kit, Late, fed

# Of the panel's light page, firmware/http/web/src/base.css: ground, sheet, what has the focus.
GROUND, SHEET, FOCUS, MAIN, TRAINING = "f3f1ec", "fffefb", "1a3fd0", "0b4a46", "ffd23e"


def is_panel(picture):
    shares = picture.shares()
    return shares.get(GROUND, 0) > 0.3 and shares.get(SHEET, 0) > 0.05 and len(shares) > 4


def kept(a, picture, name):
    folder = os.path.join(a.cache, a.arch, "screens")
    os.makedirs(folder, exist_ok=True)
    picture.png(os.path.join(folder, name + ".png"))


@fed
def shown(a, disk, work, wire=False):
    """Boots to the panel's page, then work(screen, page)."""
    with Kit(disk, a.work, screen=True, wire=wire) as kit:
        ready, _ = kit.until("moka: panel ready at", ENOUGH, "Kernel panic")
        screen = Screen(kit, ENOUGH)
        first = screen.until(is_panel, "the panel's first page")
        say(f"the panel answers after {ready:.0f} s, its page is on the screen after {kit.age():.0f} s")
        kept(a, first, "first")
        return work(screen, first)


def check_same(a, base):
    second = make(a, "kiosk-second", variant="kiosk")
    ok("two builds of the kiosk give one sha256", digest(base.disk) == digest(second.disk))
    shutil.rmtree(second.folder)
    packed = os.path.join(a.work, "disk.zst")
    run("zstd", "-q", "-3", "-f", base.disk, "-o", packed)
    say(f"compressed {os.path.getsize(packed) / 2**20:.1f} MiB (zstd -3)")
    os.unlink(packed)


def typed(a, screen, first):
    """Keys that hung on the kit at boot are its own: what has the focus is marked."""
    screen.keys("tab", "tab", "tab")
    second = screen.until(lambda now: is_panel(now) and FOCUS in now.colours(), "the focus")
    kept(a, second, "focus")
    ok("the rest of the page is as it was", GROUND in first.colours() & second.colours())


def touched(a):
    """The kiosk and a screen that can be touched: the kernel's driver for one of our own making, and what drives it."""
    tree = agent(a)
    drivers(a, os.path.join(tree, "usr/libexec/moka"), ["input/misc/uinput"])
    unit = os.path.join(tree, "usr/lib/systemd/system/wire.service.d")
    os.makedirs(unit)
    with open(os.path.join(unit, "uinput.conf"), "w", encoding="utf-8") as f:
        f.write("[Unit]\nBefore=moka-kiosk.service\n[Service]\nExecStartPre=/usr/sbin/insmod /usr/libexec/moka/uinput.ko.xz\n")
    return make(a, "kiosk-touched", "--tree", tree, variant="kiosk")


class Sitting:
    """An officer before the kit's screen who has nothing but a finger. What is where is so at 1280x800, in English; in
    Arabic it is on the other side."""

    def __init__(self, a, screen):
        self.a, self.screen, self.panel, self.arabic = a, screen, Panel(screen.kit), False

    def x(self, x):
        return 1279 - x if self.arabic else x

    def tap(self, x, y):
        self.panel.say(f"tap {x * 32768 // 1280} {y * 32768 // 800}", ENOUGH)

    def sees(self, name, good, what):
        picture = self.screen.until(good, what)
        kept(self.a, picture, name)
        return picture

    def comes_back(self, killed, name, good=lambda now: True):
        """The browser, or what it shows: who sits down then is asked who he is, as by a kit that was switched on."""
        began = self.screen.kit.age()
        if self.panel.say(f"kill {killed}") == "killed 0":
            raise Late(f"no {killed} runs")
        self.screen.until(lambda now: not is_panel(now), f"the end of {killed}")
        picture = self.sees(name, lambda now: is_panel(now) and good(now) and now.at(1040, 187) == SHEET and now.at(1040, 760) == GROUND, "who are you")
        say(f"{killed} was killed: {self.screen.kit.age() - began:.0f} s")
        return picture

    def prepares(self, disk):
        """A store, an officer and a case that waits for a phone, by another browser. The link that is left is the kiosk's."""
        self.panel.texts = [self.panel.say("link")]
        self.panel.enter(ENOUGH)
        officer = Officer(disk, self.a.work, say, ENOUGH)
        officer.first_boot(self.panel)
        officer.prepare(self.panel)
        self.panel.say("link")

    def speaks_arabic(self):
        self.tap(1180, 28)
        self.sees("languages", lambda now: now.at(900, 500) == SHEET, "the languages")
        self.tap(640, 427)
        self.arabic = True
        self.sees("arabic", lambda now: is_panel(now) and self.branded(now), "the page in Arabic")

    def branded(self, picture):
        """Where the page begins, its name stands: so on the right in Arabic."""
        sides = [any(picture.at(x, y) == MAIN for x in range(left, left + 65) for y in range(18, 38)) for left in (10, 1205)]
        return sides == [not self.arabic, self.arabic]

    def signs_in(self, name):
        self.tap(640, 187)
        self.sees(name + "-pin", lambda now: now.at(self.x(875), 320) == SHEET and now.at(self.x(1150), 760) != MAIN, "the digits")
        for digit in PIN:
            d = int(digit) - 1  # the pad's digits go from left to right in all languages
            self.tap((283 if self.arabic else 751) + d % 3 * 123, 335 + d // 3 * 60)
        self.sees(name + "-typed", lambda now: now.at(self.x(1250), 735) == MAIN, "six digits")
        self.tap(self.x(1180), 760)
        return self.sees(name + "-cases", lambda now: now.at(self.x(875), 320) == GROUND and now.at(self.x(1040), 160) == SHEET
                         and self.branded(now), "the cases")


def sat(a, screen, disk):
    s = Sitting(a, screen)
    s.prepares(disk)
    who = tried("a browser that is killed comes back by itself", lambda: s.comes_back("WPEWebProcess", "who"))
    if not who:
        return
    same = lambda now: now.pixels == who.pixels
    tried("a finger picks Arabic: the page turns around", s.speaks_arabic)
    tried("and signs in", lambda: s.signs_in("arabic"))
    s.tap(640, 147)
    tried("and opens the case", lambda: s.sees("arabic-case", lambda now: TRAINING in [now.at(x, 70) for x in range(60)], "the case"))
    s.arabic = False
    tried("killed then, the browser comes back with nobody signed in", lambda: s.comes_back("cog", "killed-browser", same))
    tried("a finger signs in in English", lambda: s.signs_in("english"))
    tried("the panel killed then, the screen comes back with nobody signed in", lambda: s.comes_back("moka-panel", "killed-panel", same))


def copied(a):
    disk = touched(a).copy(os.path.join(a.work, "touched.img"))
    run("truncate", "-s", "+640M", disk)
    return disk


def check_kiosk(a, _base):
    base = make(a, "kiosk", variant="kiosk")
    tried("the panel is on the screen, and answers to keys", lambda: shown(a, base.disk, lambda *x: typed(a, *x)))
    disk = copied(a)
    tried("a sitting at the screen", lambda: shown(a, disk, lambda screen, _: sat(a, screen, disk), wire=True))
    os.unlink(disk)
    check_same(a, base)
