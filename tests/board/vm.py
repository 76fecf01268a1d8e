"""Computers in QEMU, everything emulated: what they have in common, and a kit: the stick of board/image on an
emulated USB, UEFI, a serial console that is read with the time of each line, a second serial line
(tests/board/agent/wire.c), QMP."""
import functools
import json
import os
import re
import select
import shutil
import socket
import subprocess
import time

SECURE = "/usr/share/OVMF/OVMF_CODE_4M.secboot.fd"
ROM = {"amd64": ("/usr/share/OVMF/OVMF_CODE_4M.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"),
       "arm64": ("/usr/share/AAVMF/AAVMF_CODE.fd", "/usr/share/AAVMF/AAVMF_VARS.fd")}


class Late(Exception):
    """Something did not come in its time."""


# What a kernel says before it has read anything of the stick when the emulator gets too little of this machine's time.
STARVED = re.compile(r"panic.*(IO-APIC \+ timer doesn't work|Fatal exception in interrupt)")


class Starved(Late):
    """Begin again, see fed()."""


def fed(boot):
    """A boot that is begun again, twice at most, when it was starved."""
    @functools.wraps(boot)
    def again(*words, **more):
        for _ in range(2):
            try:
                return boot(*words, **more)
            except Starved as e:
                print(f"# begun again, for the emulator was starved: {e}", flush=True)
        return boot(*words, **more)
    return again


class Qemu:
    """begin() makes the folder of its files, start() the computer."""

    def begin(self, work, name):
        self.work = os.path.join(work, name)
        shutil.rmtree(self.work, ignore_errors=True)
        os.makedirs(self.work)
        self.rest, self.lines, self.events, self.sockets, self.log = b"", [], [], [], None

    def path(self, name):
        return os.path.join(self.work, name)

    def socket_for(self, name):
        return ["-chardev", f"socket,id={name},path={self.path(name)},server=on,wait=off"]

    def start(self, args):
        args = [args[0], "-accel", "tcg,thread=multi", "-display", "none", "-nodefaults", "-no-user-config", "-no-reboot",
                *self.socket_for("console"), "-serial", "chardev:console",
                *self.socket_for("qmp"), "-mon", "chardev=qmp,mode=control", *args[1:]]
        self.began = time.monotonic()
        self.errors = open(self.path("qemu"), "wb")
        self.process = subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=self.errors, stderr=self.errors)
        self.log = open(self.path("log"), "w", encoding="utf-8")
        self.console = self.connect("console")
        self.monitor = self.connect("qmp").makefile("rw", encoding="utf-8")
        self.monitor.readline()
        self.qmp("qmp_capabilities")

    def connect(self, name):
        until = time.monotonic() + 20
        while True:
            s = socket.socket(socket.AF_UNIX)
            try:
                s.connect(self.path(name))
                self.sockets.append(s)
                return s
            except OSError:
                s.close()
                if self.process.poll() is not None or time.monotonic() > until:
                    raise Late(f"QEMU does not start: {open(self.errors.name, encoding='utf-8').read()[-2000:]}") from None
                select.select([], [], [], 0.02)

    def qmp(self, command, **arguments):
        self.monitor.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.monitor.flush()
        for line in self.monitor:
            answer = json.loads(line)
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                raise Late(f"{command}: {answer['error']}")
            self.events.append(answer)
        raise Late(f"{command}: QEMU is gone")

    def event(self, name, **members):
        """Waits for it."""
        while True:
            for e in self.events:
                if e["event"] == name and all(e.get("data", {}).get(k) == v for k, v in members.items()):
                    self.events.remove(e)
                    return
            line = self.monitor.readline()
            if not line:
                raise Late(f"{name}: QEMU is gone")
            self.events.append(json.loads(line))

    def plug(self, phone, port):
        """A phone of redir's (officer.py) on that port."""
        self.qmp("chardev-add", id="phone", backend={"type": "socket", "data": {
            "server": False, "addr": {"type": "unix", "data": {"path": phone.socket}}}})
        self.qmp("device_add", driver="usb-redir", id="phone", chardev="phone", bus="xhci.0", port=port)

    def read_console(self, wait):
        if not select.select([self.console], [], [], wait)[0]:
            return
        data = self.console.recv(65536)
        if not data:
            raise Late("it is off")
        *whole, self.rest = (self.rest + data).split(b"\n")
        for line in whole:
            text = re.sub(r"\x1b(\[[0-9;?=!]*[a-zA-Z]|\][^\x07\x1b]*(\x07|\x1b\\)?|c)", "", line.decode("utf-8", "replace")).strip("\r")
            self.lines.append((time.monotonic() - self.began, text))
            print(f"{self.lines[-1][0]:8.2f} {text}", file=self.log, flush=True)

    def until(self, pattern, seconds, wrong=None):
        """(time, line) of the first line with the pattern, from now on or before."""
        end, at, wanted = time.monotonic() + seconds, 0, re.compile(pattern)
        bad = re.compile(wrong) if wrong else None
        while True:
            for t, line in self.lines[at:]:
                if STARVED.search(line):
                    raise Starved(line)
                if wanted.search(line):
                    return t, line
                if bad and bad.search(line):
                    raise Late(f"instead: {line}")
            at = len(self.lines)
            if time.monotonic() > end:
                raise Late(f"no '{pattern}' in {seconds} s; last: {[x[1] for x in self.lines[-3:]]}")
            self.read_console(1)

    def age(self):
        return time.monotonic() - self.began

    def off(self):
        """As when the power is cut: nothing is written any more."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for s in self.sockets:
            s.close()
        self.log.close()
        self.errors.close()

    def __enter__(self):
        return self

    def __exit__(self, *a):
        self.off()


class Kit(Qemu):
    """disk: the stick's file; keep: what the kit writes stays in it; log: a file that gets each write in its order,
    see writes.py. secure: Secure Boot, with the keys in that file of the firmware's variables. wire: with the second line. screen: with one, and keys."""

    def __init__(self, disk, work, arch="amd64", keep=False, log=None, secure=None, wire=False, screen=False, name="kit"):
        self.begin(work, name)
        code, variables = (SECURE, secure) if secure else ROM[arch]
        shutil.copy(variables, self.path("vars"))
        args = {"amd64": ["qemu-system-x86_64", "-M", "q35" + (",smm=on" if secure else ""), "-cpu", "max"],
                "arm64": ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a72"]}[arch]
        if secure:
            args += ["-global", "driver=cfi.pflash01,property=secure,value=on"]
        args += ["-m", "2048", "-smp", "2", "-action", "panic=none",
                 "-drive", f"if=pflash,format=raw,readonly=on,file={code}",
                 "-drive", f"if=pflash,format=raw,file={self.path('vars')}",
                 "-device", "qemu-xhci,id=xhci,p2=8,p3=8",
                 "-drive", self.stick(disk, keep, log),
                 "-device", "usb-storage,bus=xhci.0,port=1,drive=stick,bootindex=0,removable=on"]
        if wire:
            args += [*self.socket_for("wire"), "-serial", "chardev:wire"]
        if screen:
            # With it llvmpipe ends in a crash in QEMU 7.2, in what it makes of VPGATHERDD; why was not looked into.
            args[args.index("max")] += ",avx2=off"
            args += ["-device", "VGA", "-device", "usb-kbd,bus=xhci.0,port=2"]
        self.start(args)
        self.wire = self.connect("wire") if wire else None

    @staticmethod
    def stick(disk, keep, log):
        if not log:
            return f"if=none,id=stick,format=raw,cache=writethrough,file={disk}" + ("" if keep else ",snapshot=on")
        raw = lambda name, path: f"{name}.driver=raw,{name}.file.driver=file,{name}.file.filename={path}"
        return f"if=none,id=stick,driver=blklogwrites,cache=writethrough,{raw('file', disk)},{raw('log', log)}"
