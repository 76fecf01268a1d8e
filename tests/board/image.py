"""Images made by board/image/make, and their places."""
import os
import re
import subprocess
import sys

from tap import run

BOARD = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "board", "image")
made = False  # images are taken as they lie there


class Image:

    def __init__(self, folder):
        self.folder = folder
        self.disk = os.path.join(folder, "disk.img")
        self.at = {}
        for line in open(os.path.join(folder, "offsets"), encoding="utf-8"):
            name, start, size = line.split()
            self.at[name] = (int(start), int(size))
        self.cmdline = open(os.path.join(folder, "cmdline"), encoding="utf-8").read()

    def copy(self, to):
        run("cp", "--sparse=always", "--reflink=auto", self.disk, to)
        return to


def make(a, name, *options, variant="base"):
    """The image of that name, of a's cache and architecture."""
    out = os.path.join(a.cache, a.arch, name)
    if made and os.path.exists(os.path.join(out, "disk.img")):
        return Image(out)
    done = subprocess.run([os.path.join(BOARD, "make"), a.arch, variant, out, *options], capture_output=True, text=True)
    if done.returncode != 0:
        sys.stderr.write(done.stderr[-3000:])
        sys.exit(77 if done.returncode == 77 else 1)
    return Image(out)


def listed(image):
    """What is in the root: path, mode, size."""
    out = set()
    for line in open(os.path.join(image.folder, "files"), encoding="utf-8"):
        mode, _, size, _, _, path = re.split(r"\s+", line.strip(), maxsplit=5)
        out.add((path, mode, "" if mode[0] == "d" else size))
    return out
