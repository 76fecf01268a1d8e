#!/usr/bin/python3
"""What make check-image asks of the image, see tests/board/run. Prints TAP and figures."""
import argparse
import os
import re
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import cable  # noqa: E402
import image  # noqa: E402
import keys  # noqa: E402
import kiosk  # noqa: E402
import secure  # noqa: E402
import sittings  # noqa: E402
import stick  # noqa: E402
from image import make  # noqa: E402
from tap import ENOUGH, digest, end, ok, run, say, tried  # noqa: E402
from vm import Kit, Late, fed  # noqa: E402


@fed
def ready(disk, work, pattern, wrong="Kernel panic", seconds=ENOUGH, **more):
    """Boots to the line; (wall, uptime, user space) in seconds."""
    with Kit(disk, work, **more) as kit:
        wall, line = kit.until(pattern, seconds, wrong)
    m = re.search(r"after ([\d.]+) s, since ([\d.]+) s", line)
    return wall, float(m[1]), float(m[1]) - float(m[2])


def flip(path, at):
    with open(path, "r+b") as f:
        f.seek(at)
        byte = f.read(1)[0]
        f.seek(at)
        f.write(bytes([byte ^ 0x40]))


def verity(image, disk):
    """veritysetup's own word on both partitions, without booting."""
    salt, blocks = re.search(r"moka\.verity=(\w+),(\d+)", image.cmdline).groups()
    roothash = re.search(r"roothash=(\w+)", image.cmdline)[1]
    parts = []
    for name in ("root-a", "root-a-tree"):
        part = os.path.join(image.folder, name)
        start, size = image.at[name]
        run("dd", f"if={disk}", f"of={part}", "bs=1M", f"skip={start >> 20}", f"count={size >> 20}", "status=none")
        parts.append(part)
    rc = subprocess.run(["veritysetup", "verify", parts[0], parts[1], roothash], capture_output=True,
                        env=dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin")).returncode
    for part in parts:
        os.unlink(part)
    return rc == 0


def check_same(a, base):
    second = make(a, "second")
    ok("two builds give one sha256", digest(base.disk) == digest(second.disk))
    say(f"sha256 {digest(base.disk)}")
    shutil.rmtree(second.folder)
    packed = os.path.join(a.work, "disk.zst")
    run("zstd", "-q", "-3", "-f", base.disk, "-o", packed)
    size = os.path.getsize(packed) / 2**20
    os.unlink(packed)
    ok("the image is less than 200 MiB, compressed", size < 200)
    say(f"compressed {size:.1f} MiB (zstd -3); modules and packages in {base.folder}/files and packages")
    ok("the hash tree vouches for every block", verity(base, base.disk))


def check_start(a, base):
    got = tried("it boots from an emulated stick to the panel's ready line",
                lambda: ready(base.disk, a.work, r"moka: panel ready at", arch=a.arch))
    if got:
        say("to the ready line {:.1f} s of wall time, {:.1f} s by the kernel's clock, of which user space {:.1f} s".format(*got))
    return got


def check_boot(a, base):
    """Once more when it takes longer, for the machine may have other work: of each the quicker boot counts."""
    bare = make(a, "bare", "--bare", "--tree", os.path.join(HERE, "bare"))
    ours, theirs, times = [], [], 2
    while len(ours) < 2 and times > 1.3:
        ours.append(check_start(a, base))
        theirs.append(tried("a root without Moka boots", lambda: ready(bare.disk, a.work, r"bare: ready", arch=a.arch)))
        if not (ours[-1] and theirs[-1]):
            return
        say("a bare root {:.1f} s, {:.1f} s, {:.1f} s".format(*theirs[-1]))
        times = min(x[2] for x in ours) / min(x[2] for x in theirs)
    ok("user space takes at most 1.3 times what that of a bare root takes", times <= 1.3, times)
    say(f"it takes {times:.2f} times that")


def panics(name, disk, work, words):
    tried(name, lambda: panic(disk, work, words))


@fed
def panic(disk, work, words):
    with Kit(disk, work) as kit:
        t, line = kit.until("Kernel panic|panel ready", ENOUGH)
        if "panic" not in line or not re.search(words, "\n".join(x[1] for x in kit.lines)):
            raise Late(f"instead: {kit.lines[-3:]}")
        say(f"refused after {t:.1f} s: {line.strip()}")


def change_cmdline(path, image, old, new):
    """The command line in the program for UEFI, where it lies on the stick, without changing a length."""
    start, size = image.at["esp"]
    with open(path, "r+b") as f:
        f.seek(start)
        at = f.read(size).index(old.encode())
        f.seek(start + at)
        f.write(new.encode())


def check_damage(a, base):
    copy = os.path.join(a.work, "damaged.img")
    flip(base.copy(copy), base.at["root-a"][0] + 40)
    panics("a flipped byte in the root ends in a panic", copy, a.work, "verity.*corrupt")
    flip(base.copy(copy), base.at["root-a-tree"][0] + 4096 + 7)
    panics("a flipped byte in the hash tree ends in a panic", copy, a.work, "verity.*corrupt")
    base.copy(copy)
    flip(copy, base.at["root-a"][0] + (20 << 20) + 5)
    ok("a flipped byte where nobody reads is found without booting", not verity(base, copy))
    roothash = re.search(r"roothash=(\w+)", base.cmdline)[1]
    other = ("0" if roothash[0] != "0" else "1") + roothash[1:]
    change_cmdline(base.copy(copy), base, "roothash=" + roothash, "roothash=" + other)
    panics("a command line with another root hash starts nothing", copy, a.work, "Attempted to kill init")
    os.unlink(copy)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--cache", required=True)
    p.add_argument("--arch", default="amd64")
    p.add_argument("--made", action="store_true", help="of the images as they lie there")
    p.add_argument("--work", help="a folder for what is not kept (default CACHE/check); two runs need two")
    p.add_argument("parts", nargs="*")
    a = p.parse_args()
    a.work = a.work or os.path.join(a.cache, "check")
    shutil.rmtree(a.work, ignore_errors=True)
    os.makedirs(a.work)
    began = time.monotonic()
    image.made = a.made
    base = make(a, "base")
    parts = {"same": check_same, "start": check_start, "boot": check_boot, "damage": check_damage,
             "officer": sittings.check_officer, "power": sittings.check_power,
             "stick": stick.check_stick, "keys": keys.check_keys, "cuts": sittings.check_cuts, "kiosk": kiosk.check_kiosk,
             "cable": cable.check_cable, "secure": secure.check_secure}
    usual = [x for x in parts if x not in ("start", "kiosk")] if a.arch == "amd64" else ["same", "start"]
    for name in a.parts or usual:
        say(f"{name}, at {time.monotonic() - began:.0f} s")
        parts[name](a, base)
    say(f"{time.monotonic() - began:.0f} s")
    sys.exit(end())


if __name__ == "__main__":
    main()
