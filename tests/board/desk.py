"""Another computer that the stick is put into: a guest of tests/usb's kind, which sees this machine's / read only
and the work folder, with a kernel that opens LUKS and fscrypt. So no privilege is needed here."""
import json
import os
import shutil
import subprocess
import sys
import time

from vm import Late, Qemu

HERE = os.path.dirname(os.path.abspath(__file__))
USB = os.path.join(HERE, "..", "usb")
MODULES = ["virtio_blk", "ext4", "dm_crypt", "xts", "aesni_intel", "crypto_null"]


class Desk(Qemu):
    def __init__(self, cache, work, programs, patience):
        self.programs, self.patience, self.jobs, self.disks = os.path.abspath(programs), patience, 0, 0
        self.begin(work, "desk")
        kernel = subprocess.run([os.path.join(USB, "kernel"), *MODULES], check=True, capture_output=True, text=True,
                                env=dict(os.environ, MOKA_CACHE=cache)).stdout.strip()
        init = subprocess.run("echo init | cpio -o -H newc --quiet -R 0:0 | gzip", shell=True, check=True,
                              capture_output=True, cwd=USB).stdout
        with open(self.path("initrd"), "wb") as f, open(os.path.join(kernel, "modules.cpio.gz"), "rb") as modules:
            shutil.copyfileobj(modules, f)
            f.write(init)
        self.share = self.path("share")
        os.makedirs(os.path.join(self.share, "jobs"))
        agent = os.path.abspath(os.path.join(USB, "agent"))
        nine = lambda name, path, more: ["-fsdev", f"local,id={name},path={path},security_model=none{more}",
                                         "-device", f"virtio-9p-pci,fsdev={name},mount_tag={name}"]
        self.start(["qemu-system-x86_64", "-cpu", "max", "-m", "1536", "-smp", "2",
                    "-kernel", os.path.join(kernel, "vmlinuz"), "-initrd", self.path("initrd"),
                    "-append", f"console=ttyS0 quiet panic=-1 moka.share={self.share} moka.agent={agent}",
                    *nine("root", "/", ",readonly=on,multidevs=remap"), *nine("share", self.share, ""),
                    *self.socket_for("jobs"), "-device", "virtio-serial-pci",
                    "-device", "virtserialport,chardev=jobs,name=jobs",
                    "-device", "qemu-xhci,id=xhci,p2=8,p3=8"])
        self.port = self.connect("jobs")
        self.wait(lambda: os.path.exists(os.path.join(self.share, "jobs", "up")), "the desk's computer is up")

    def wait(self, there, what):
        end = time.monotonic() + self.patience
        while not there():
            if time.monotonic() > end:
                raise Late(f"{what}: not in {self.patience} s; last: {[x[1] for x in self.lines[-3:]]}")
            self.read_console(0.1)

    def do(self, *words):
        """Runs desk_job.py there; what it answers."""
        self.jobs += 1
        name = os.path.join(self.share, "jobs", f"j{self.jobs}")
        command = [sys.executable, "-B", os.path.join(HERE, "desk_job.py"), self.programs, *words]
        with open(name + ".sh", "w", encoding="utf-8") as f:
            f.write("exec " + " ".join(f"'{w}'" for w in command) + "\n")
        self.port.sendall(f"j{self.jobs}\n".encode())
        self.wait(lambda: os.path.exists(name + ".rc"), words[0])
        with open(name + ".out", encoding="utf-8") as f:
            out = f.read()
        if open(name + ".rc", encoding="utf-8").read().strip() != "0":
            raise Late(f"{words[0]}: {out[-1500:]}")
        return json.loads(out.splitlines()[-1])

    def stick(self, disk):
        """Puts it in; its name there. out() takes it out again."""
        self.disks += 1
        self.qmp("blockdev-add", **{"node-name": f"disk{self.disks}", "driver": "raw",
                                    "file": {"driver": "file", "filename": disk}})
        self.qmp("device_add", driver="virtio-blk-pci", id=f"stick{self.disks}", drive=f"disk{self.disks}")
        return self.do("disk")["name"]

    def out(self):
        self.qmp("device_del", id=f"stick{self.disks}")
        self.event("DEVICE_DELETED", device=f"stick{self.disks}")
        self.qmp("blockdev-del", **{"node-name": f"disk{self.disks}"})
