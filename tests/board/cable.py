"""Part `cable`: a tablet on the kit's USB port, with dummy_hcd for the controller and the cable."""
import os
import re
import shutil
import subprocess

from image import BOARD, make
from tap import ENOUGH, ok, run, say, tried
from vm import Kit, fed

HERE = os.path.dirname(os.path.abspath(__file__))
DRIVERS = ("net/mii", "net/usb/usbnet", "net/usb/cdc_ether", "net/usb/cdc_ncm", "usb/gadget/udc/dummy_hcd")


def drivers(a, to, wanted=DRIVERS):
    """Those that the image leaves out, of the package that its kernel is of."""
    debs = subprocess.run([os.path.join(BOARD, "fetch"), a.arch, "base"], capture_output=True, text=True, check=True).stdout.split()
    debs += subprocess.run([os.path.join(BOARD, "fetch"), a.arch, "boot"], capture_output=True, text=True, check=True).stdout.split()
    kernel = next(x for x in debs if os.path.basename(x).startswith("linux-image-"))
    folder = os.path.join(a.work, "kernel")
    run("dpkg-deb", "-x", kernel, folder)
    for top, _, names in os.walk(folder):
        for name in names:
            if any(os.path.join(top, name).endswith(f"/drivers/{d}.ko.xz") for d in wanted):
                shutil.copy(os.path.join(top, name), to)
    shutil.rmtree(folder)


def image(a):
    tree = os.path.join(a.work, "cable")
    programs, units = (os.path.join(tree, x) for x in ("usr/libexec/moka", "usr/lib/systemd/system"))
    os.makedirs(programs)
    run("gcc", "-O2", "-D_GNU_SOURCE", "-o", os.path.join(programs, "cable"), os.path.join(HERE, "agent/cable.c"), "-lssl", "-lcrypto")
    drivers(a, programs)
    for name, target in (("cable", "moka"), ("cable-driver", "sysinit")):
        os.makedirs(os.path.join(units, target + ".target.wants"))
        shutil.copy(os.path.join(HERE, f"agent/{name}.service"), units)
        os.symlink(f"../{name}.service", os.path.join(units, f"{target}.target.wants/{name}.service"))
    os.makedirs(os.path.join(tree, "etc/systemd/journald.conf.d"))
    with open(os.path.join(tree, "etc/systemd/journald.conf.d/cable.conf"), "w", encoding="utf-8") as f:
        f.write("[Journal]\nForwardToConsole=yes\nTTYPath=/dev/ttyS0\nMaxLevelConsole=info\n")
    return make(a, "cable", "--tree", tree)


@fed
def tablet(disk, work):
    with Kit(disk, work, name="cable") as kit:
        kit.until(r"cable: done", ENOUGH, "Kernel panic|cable: failed")
        return [x[1][x[1].index("cable: ") + 7:].split() for x in kit.lines if "cable: " in x[1]], [x[1] for x in kit.lines]


def check_cable(a, base):
    got = tried("a tablet on the USB port comes to the panel", lambda: tablet(image(a).disk, a.work))
    if not got:
        return
    said = {words[0]: words[1:] for words in got[0] if words}
    say(str(said))
    ok("it has an address of the kit's five, by DHCP", re.fullmatch(r"10\.55\.0\.[2-6]", said["dhcp"][0]), said)
    ok("and no way further: no router, names or time", not {"3", "6", "15", "42", "121"} & set(said["dhcp"][2:]), said)
    ok("its adapter's address is locally administered", said["mac"][0].startswith("02:"), said)
    ok("the panel's page asks for the code, over TLS 1.3", said["page"][:3] == ["TLSv1.3", "200", "good"], said)
    ok("with the certificate whose fingerprint the kit shows", said["page"][3] == said["shown"][0], said)
    ok("by another name it is refused", said["foreign"][1] == "403", said)
    ok("the code that the kit shows opens the door", said["paired"][1:3] == ["303", "good"], said)
    ok("without TLS there is no page", said["plain"] == ["nothing"], said)
    ok("no other port of the kit answers on the cable", said["ports"] == ["8443", "of", "65535"], said)
    ok("the kit shows address, code and fingerprint on its console",
       any(re.search(r"moka: code \d{8} ", x) for x in got[1]) and any("moka: certificate " + said["shown"][0] in x for x in got[1]))
