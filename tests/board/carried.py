"""Sticks as people bring them: files that a kit in QEMU gets as USB disks, made and read on this machine by tools that
have nothing to do with the kernel that writes to them, and without privilege."""
import os
import struct
import subprocess

from tap import run

FIRST = 1 << 20  # where the one partition begins
THEIRS = "what was on it before\n"
ENV = dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin:/sbin")


def tool(*words, **more):
    return run(*words, env=ENV, **more)


def sized(path, mib):
    with open(path, "wb") as f:
        f.truncate(mib << 20)
    return path


def partitioned(path, table, *parts):
    """A disk with that table (sfdisk) and the partitions behind each other."""
    with open(path, "wb") as disk:
        disk.seek(FIRST)
        for part in parts:
            with open(part, "rb") as f:
                disk.write(f.read())
            os.unlink(part)
    tool("sfdisk", "--quiet", path, input="label: dos\n" + table)
    return path


def theirs(folder):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "theirs.txt"), "w", encoding="utf-8") as f:
        f.write(THEIRS)
    return folder


def fat(path, mib):
    bits = ["-F", "32", "-s", "1"] if mib >= 64 else []
    tool("mkfs.vfat", *bits, sized(path + ".part", mib))
    tool("mcopy", "-i", path + ".part", os.path.join(theirs(path + ".theirs"), "theirs.txt"), "::")
    return partitioned(path, f"start=2048, size={mib << 11}, type=c\n", path + ".part")


def exfat(path, mib):
    """Without a table, as some are sold."""
    tool("mkfs.exfat", sized(path, mib))
    return path


def ext4(path, mib):
    tool("mkfs.ext4", "-q", "-F", "-d", theirs(path + ".theirs"), sized(path + ".part", mib))
    return partitioned(path, f"start=2048, size={mib << 11}, type=83\n", path + ".part")


def two(path, mib):
    for i in (1, 2):
        tool("mkfs.vfat", sized(f"{path}.{i}", mib))
    return partitioned(path, f"start=2048, size={mib << 11}, type=c\nsize={mib << 11}, type=c\n", path + ".1", path + ".2")


def luks(path, mib):
    tool("cryptsetup", "luksFormat", "--batch-mode", "--type", "luks2", "--pbkdf", "pbkdf2", "--pbkdf-force-iterations", "1000",
         "--key-file", "-", sized(path, mib), input="nobody asks for it")
    return path


# ---- what lies on one ----

def of_fat(part, out):
    tool("fsck.vfat", "-n", part)
    for name in tool("mdir", "-b", "-i", part, "::").split():
        tool("mcopy", "-i", part, name, out)


def of_ext4(part, out):
    tool("e2fsck", "-fn", part)
    tool("debugfs", "-R", f"rdump / {out}", part)
    os.rmdir(os.path.join(out, "lost+found"))


class Exfat:
    """Only what is needed to read a root's files. exFAT specification 3.1 (boot sector), 7.4, 7.6 and 7.7 (entries)."""

    def __init__(self, data):
        self.data = data
        fat_at, _, heap, _, root = struct.unpack_from("<5I", data, 80)
        shift = data[108]
        self.fat, self.heap, self.cluster = fat_at << shift, heap << shift, 1 << shift + data[109]
        self.root = b"".join(self.pieces(root))

    def pieces(self, at, chained=True):
        while 2 <= at < 0xfffffff7:
            start = self.heap + (at - 2) * self.cluster
            yield self.data[start:start + self.cluster]
            at = struct.unpack_from("<I", self.data, self.fat + 4 * at)[0] if chained else at + 1

    def files(self):
        for at in range(0, len(self.root), 32):
            if self.root[at] != 0x85:
                continue
            stream = self.root[at + 32:at + 64]
            first, size = struct.unpack_from("<IQ", stream, 20)
            name = b"".join(self.root[i + 2:i + 32] for i in range(at + 64, at + 32 * (self.root[at + 1] + 1), 32))
            content, pieces = bytearray(), self.pieces(first, not stream[1] & 2)
            while len(content) < size:
                content += next(pieces)
            yield name.decode("utf-16-le")[:stream[3]], bytes(content[:size])


def of_exfat(part, out):
    tool("fsck.exfat", "-n", part)
    with open(part, "rb") as f:
        files = list(Exfat(f.read()).files())
    for name, content in files:
        with open(os.path.join(out, name), "wb") as f:
            f.write(content)


READS = {fat: of_fat, ext4: of_ext4, exfat: of_exfat}


def taken(kind, path):
    """A folder with what lies on it; its file system is whole and was closed."""
    out = path + ".files"
    os.makedirs(out)
    part = path
    if kind is not exfat:
        part = path + ".part"
        with open(path, "rb") as disk, open(part, "wb") as f:
            disk.seek(FIRST)
            f.write(disk.read())
    try:
        READS[kind](part, out)
    except subprocess.CalledProcessError as e:
        raise OSError(f"{os.path.basename(path)}: {e.cmd[0]} says {e.stdout}{e.stderr}") from None
    return out
