"""What check.py asks of the variant kiosk: two builds are the same, the panel is on the screen and answers to keys."""
import os
import shutil

from image import make
from screen import Screen
from tap import ENOUGH, digest, ok, run, say, tried
from vm import Kit, fed

# Of the panel's light page, firmware/http/web/src/base.css: ground, sheet, what has the focus.
GROUND, SHEET, FOCUS = "f3f1ec", "fffefb", "1a3fd0"


def is_panel(picture):
    shares = picture.shares()
    return shares.get(GROUND, 0) > 0.3 and shares.get(SHEET, 0) > 0.05 and len(shares) > 4


def kept(a, picture, name):
    folder = os.path.join(a.cache, a.arch, "screens")
    os.makedirs(folder, exist_ok=True)
    picture.png(os.path.join(folder, name + ".png"))


@fed
def shown(a, image, work):
    """Boots to the panel's page, then work(screen, page)."""
    with Kit(image.disk, a.work, screen=True) as kit:
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


def check_kiosk(a, _base):
    base = make(a, "kiosk", variant="kiosk")
    tried("the panel is on the screen, and answers to keys", lambda: shown(a, base, lambda *x: typed(a, *x)))
    check_same(a, base)
