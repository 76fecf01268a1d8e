"""What check.py asks of hardware keys: on the stick, in its sandbox, past the guard of its ports. The key is one in software
(tests/lib/fido_key.py) on an emulated cable; a true one was never met."""
import os
import socket
import struct
import sys
import threading

from officer import PIN, Officer
from panel import Refused
from sittings import wired
from tap import ENOUGH, run, say, tried
from vm import Late

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import fido_key  # noqa: E402

# usbredirproto.h of usbredir 0.13
HELLO, CONNECT, RESET, INTERFACES, ENDPOINTS, SET_CONFIG, GET_CONFIG, CONFIG = 0, 1, 3, 4, 5, 6, 7, 8
SET_ALT, GET_ALT, ALT, START, STOP, RECEIVING, CONTROL, INTERRUPT = 9, 10, 11, 15, 16, 17, 100, 103
STALL, FULL_SPEED = 4, 1
CAPS = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 6  # what QEMU wants for xhci: sizes of packets, numbers of 64 bits after the greeting


class Cable(fido_key.Key):
    """A key at the end of QEMU's usb-redir. faces: "fido", "keyboard" (a boot one), "types" (neither: it says what it is when it is
    asked, a keyboard), "turns" (a key when it is asked first, a keyboard ever after), interface by interface."""

    def __init__(self, work, name, *faces):
        self.folder, self.name, self.faces, self.socket = work, name, faces, os.path.join(work, name + ".sock")
        self.secrets = os.path.join(work, "keys.d")  # of all that have the same secrets
        os.makedirs(self.secrets, exist_ok=True)
        self.asked, self.rest, self.heard, self.number, self.head = [], b"", [], 0, "<III"
        self.says, self.read, self.listened = [], False, set()
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.socket)
        self.listener.listen(1)
        threading.Thread(target=self.live, daemon=True).start()

    def how(self):
        return []

    def live(self):
        self.qemu = self.listener.accept()[0]
        body = b"a key".ljust(64, b"\0") + struct.pack("<I", CAPS)
        self.qemu.sendall(struct.pack("<III", HELLO, len(body), 0) + body)
        try:
            self.run()
        except (EOFError, OSError):
            self.qemu.close()

    # ---- what it says it is ----

    def configuration(self):
        body = b""
        for i, face in enumerate(self.faces):
            boot = int(face == "keyboard")
            body += bytes([9, 4, i, 0, 1 if boot else 2, 3, boot, boot, 0, 9, 0x21, 0x11, 1, 0, 1, 0x22])
            body += struct.pack("<H", len(self.report(i, True))) + bytes([7, 5, 0x81 + i, 3, 64, 0, 5])
            body += b"" if boot else bytes([7, 5, 1 + i, 3, 64, 0, 5])
        return bytes([9, 2]) + struct.pack("<H", 9 + len(body)) + bytes([len(self.faces), 1, 0, 0x80, 50]) + body

    def report(self, i, before=False):
        if self.faces[i] == "turns":  # both of one length: an item that says nothing is behind the shorter one
            key, n = before or self.asked.count(i) < 2, max(len(fido_key.FIDO), len(fido_key.KEYBOARD))
            return (fido_key.FIDO if key else fido_key.KEYBOARD).ljust(n, b"\4")
        return fido_key.FIDO if self.faces[i] == "fido" else fido_key.KEYBOARD

    def descriptor(self, kind, value, index):
        if kind == 0x80 and value == 0x100:
            return bytes([18, 1, 0, 2, 0, 0, 0, 64]) + struct.pack("<HHH", 0x1209, 0xf1d0, 0x100) + bytes([0, 0, 0, 1])
        if kind == 0x80 and value == 0x200:
            return self.configuration()
        if kind == 0x81 and value == 0x2200 and index < len(self.faces):
            self.asked.append(index)
            return self.report(index)
        return None

    # ---- the cable ----

    def tell(self, kind, number, body):
        self.qemu.sendall(struct.pack("<IIQ", kind, len(body), number) + body)

    def plugged(self):
        kinds, of, sizes = [255] * 32, [0] * 32, [0] * 32
        for at, i in [(0, 0), (16, 0)] + [(17 + i, i) for i in range(len(self.faces))] + [(1 + i, i) for i in range(len(self.faces))]:
            kinds[at], of[at], sizes[at] = 3 if at % 16 else 0, i, 64
        self.tell(ENDPOINTS, 0, bytes(kinds) + bytes([5] * 32) + bytes(of) + struct.pack("<32H", *sizes))
        boot = [int(f == "keyboard") for f in self.faces]
        n = len(self.faces)
        pad = lambda values: bytes(values).ljust(32, b"\0")
        self.tell(INTERFACES, 0, struct.pack("<I", n) + pad(range(n)) + pad([3] * n) + pad(boot) + pad(boot))
        self.tell(CONNECT, 0, bytes([FULL_SPEED, 0, 0, 0]) + struct.pack("<HHH", 0x1209, 0xf1d0, 0x100))

    def control(self, number, body):
        endpoint, request, kind, _, value, index, length = struct.unpack("<BBBBHHH", body[:10])
        data = self.descriptor(kind, value, index) if request == 6 else b""
        status = STALL if data is None else 0
        data = (data or b"")[:length] if kind & 0x80 else b""
        n = len(data) if kind & 0x80 else length
        self.tell(CONTROL, number, struct.pack("<BBBBHHH", endpoint, request, kind, status, value, index, n) + data)

    def take(self, kind, number, body):
        if kind == HELLO:
            self.head = "<IIQ"
            self.plugged()
        elif kind == CONTROL:
            self.control(number, body)
        elif kind in (SET_CONFIG, GET_CONFIG):
            self.tell(CONFIG, number, bytes([0, 1]))
        elif kind in (SET_ALT, GET_ALT):
            self.tell(ALT, number, bytes([0, body[0], 0]))
        elif kind in (START, STOP):
            self.tell(RECEIVING, number, bytes([0, body[0]]))
            self.read = kind == START
            self.listened.add(body[0])
            self.said()
        elif kind == INTERRUPT:
            self.heard.append(body[4:])
            self.tell(INTERRUPT, number, body[:4])

    def bytes(self, n):
        while len(self.rest) < n:
            got = self.qemu.recv(65536)
            if not got:
                raise EOFError
            self.rest += got
        out, self.rest = self.rest[:n], self.rest[n:]
        return out

    def packet(self):
        """What was written to the key; everything else of the cable is answered meanwhile."""
        while not self.heard:
            kind, n, number = struct.unpack(self.head, self.bytes(struct.calcsize(self.head)))
            self.take(kind, number, self.bytes(n))
        return self.heard.pop(0)

    def send(self, channel, command, body):
        parts, at = [channel + bytes([command | 0x80]) + struct.pack(">H", len(body)) + body[:57]], 57
        while at < len(body):
            parts.append(channel + bytes([len(parts) - 1]) + body[at:at + 59])
            at += 59
        self.says += parts
        self.said()

    def said(self):
        """As a key does, it keeps what nobody reads yet."""
        while self.read and self.says:
            self.number += 1
            head = struct.pack("<BBH", 0x81 + self.faces.index("fido"), 0, 64)
            self.tell(INTERRUPT, self.number, head + self.says.pop(0).ljust(64, b"\0"))

    def began(self):
        """Somebody else speaks to it: nothing of before is left here."""

    def plug(self, kit, port):
        kit.qmp("chardev-add", id=self.name, backend={"type": "socket", "data": {
            "server": False, "addr": {"type": "unix", "data": {"path": self.socket}}}})
        kit.qmp("device_add", driver="usb-redir", id=self.name, chardev=self.name, bus="xhci.0", port=port)

    def pull(self, kit):
        kit.qmp("device_del", id=self.name)
        kit.event("DEVICE_DELETED", device=self.name)


def shown(panel, finding, seconds=ENOUGH):
    """Until the panel shows it at a port."""
    end = panel.kit.age() + seconds
    while True:
        codes = [f["code"] for p in panel.ask("phones")["phones"] for f in p["findings"]]
        if finding in codes:
            return
        if panel.kit.age() > end:
            raise Late(f"no {finding}: {codes}")
        panel.turn(0.3)


def asked(panel, key, seconds=ENOUGH):
    """Until the guard has asked it what it is."""
    end = panel.kit.age() + seconds
    while not key.asked:
        if panel.kit.age() > end:
            raise Late(f"{key.name} was not asked")
        panel.turn(0.3)
    panel.ask("phones")  # mokad has gone on since


def refused(panel, is_):
    try:
        panel.ask("sign-in-key", officer="a.mwangi")
    except Refused as e:
        if f"'is': '{is_}'" in str(e):
            return
        raise
    raise Late("it was let in")


def comes_in(kit, panel, key, finding=None):
    key.plug(kit, "2")
    asked(panel, key)
    if finding:
        shown(panel, finding)


def adds(kit, panel, key):
    comes_in(kit, panel, key, "usb-key")
    panel.ask("key-add", pin=PIN)
    if len(panel.ask("keys")["keys"]) != 1:
        raise Late("no key")
    panel.ask("sign-out")
    panel.ask("sign-in-key", officer="a.mwangi")
    panel.ask("cases")


def signs_in(kit, panel, key):
    comes_in(kit, panel, key)
    panel.ask("sign-out")
    panel.ask("sign-in-key", officer="a.mwangi")
    panel.ask("cases")


def stays_out(kit, panel, key, port="2"):
    key.plug(kit, port)
    asked(panel, key)
    refused(panel, "absent")


def was_there(officer, work):
    """Plugged in before the kernel starts, when its ports let everything in: mokad takes it from the kernel's driver."""
    early = []

    def plug(kit):
        early.append(Cable(work, f"early{len(early)}", "fido"))
        early[-1].plug(kit, "2")
    kit, panel = officer.boot(before=plug)
    try:
        panel.store("store-open", ENOUGH, phrase=officer.known["words"])
        panel.hello()
        panel.ask("sign-in-key", officer="a.mwangi")
        panel.ask("cases")
    finally:
        kit.off()


def heard(both, types, turns, plain):
    """A driver for keyboards would ask an interface for its report and listen at its endpoint."""
    got = [(sorted(set(k.asked)), sorted(k.listened)) for k in (both, types, turns, plain)]
    if got != [([1], [0x82]), ([0], []), ([0], []), ([0], [0x81])]:
        raise Late(got)


def check_keys(a, base):
    work = os.path.join(a.work, "keys")
    os.makedirs(work)
    disk = wired(a, base).copy(os.path.join(a.work, "keys.img"))
    run("truncate", "-s", "+640M", disk)
    officer = Officer(disk, a.work, say, ENOUGH)
    kit, panel = officer.boot()
    try:
        officer.first_boot(panel)
        if panel.hello()["keys"] is not True:
            raise Late("this kit knows of no keys")
        kit.qmp("device_add", driver="usb-kbd", id="kbd", bus="xhci.0", port="3")
        tried("a keyboard stays out", lambda: shown(panel, "usb-refused"))
        kit.qmp("device_del", id="kbd")
        kit.event("DEVICE_DELETED", device="kbd")
        both = Cable(work, "both", "keyboard", "fido")
        tried("of a key that types the key comes in, is added and signs in", lambda: adds(kit, panel, both))
        both.pull(kit)
        types = Cable(work, "types", "types")
        tried("what looks like a key and says that it types stays out", lambda: stays_out(kit, panel, types))
        types.pull(kit)
        turns = Cable(work, "turns", "turns")
        tried("one that is a key only when it is asked first is none to anybody", lambda: stays_out(kit, panel, turns))
        say(f"it was asked {len(turns.asked)} times")
        turns.pull(kit)
        plain = Cable(work, "plain", "fido")
        tried("a key signs in", lambda: signs_in(kit, panel, plain))
        tried("nothing that may type was asked or listened to, and none but a key was", lambda: heard(both, types, turns, plain))
    finally:
        kit.off()
    tried("a key that was plugged in before the kit was switched on signs in", lambda: was_there(officer, work))
    os.unlink(disk)
