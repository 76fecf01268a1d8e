"""What a kit in QEMU shows, as its screen has it, and an officer's keys."""
import collections
import os
import struct
import time
import zlib

from vm import Late


class Picture:
    """A screendump (PPM)."""

    def __init__(self, path):
        with open(path, "rb") as f:
            data = f.read()
        _, width, height, _ = data.split(None, 4)[:4]
        self.width, self.height = int(width), int(height)
        self.pixels = data[-self.width * self.height * 3:]

    def at(self, x, y):
        i = (y * self.width + x) * 3
        return self.pixels[i:i + 3].hex()

    def shares(self):
        """How much of it each colour is, of one point in 64."""
        seen = collections.Counter(self.at(x, y) for y in range(0, self.height, 8) for x in range(0, self.width, 8))
        return {colour: n / seen.total() for colour, n in seen.items()}

    def colours(self):
        return {self.at(x, y) for y in range(0, self.height, 2) for x in range(0, self.width, 2)}

    def png(self, path):
        def piece(kind, data):
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        lines = b"".join(b"\0" + self.pixels[i:i + self.width * 3] for i in range(0, len(self.pixels), self.width * 3))
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        with open(path, "wb") as f:
            f.write(b"\x89PNG\r\n\x1a\n" + piece(b"IHDR", head) + piece(b"IDAT", zlib.compress(lines)) + piece(b"IEND", b""))


class Screen:
    def __init__(self, kit, patience):
        self.kit, self.patience = kit, patience

    def look(self):
        path = self.kit.path("screen.ppm")
        self.kit.qmp("screendump", filename=path)
        picture = Picture(path)
        os.unlink(path)
        return picture

    def until(self, good, what):
        """The first picture that is good and stays the same for a second look."""
        end, last = time.monotonic() + self.patience, None
        while True:
            now = self.look()
            if good(now) and last and last.pixels == now.pixels:
                return now
            if time.monotonic() > end:
                now.png(self.kit.path("late.png"))
                raise Late(f"{what}: not on the screen in {self.patience} s, but what late.png shows")
            last = now
            self.kit.read_console(1)

    def keys(self, *names):
        for name in names:
            for down in (True, False):
                self.send({"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": name}}})

    def send(self, *events):
        self.kit.qmp("input-send-event", events=list(events))
