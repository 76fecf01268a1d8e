"""Part `secure`: an image that is signed starts on a computer that lets nothing else start, and no other does. The keys
are made here, and enrolled by writing the firmware's variables, for no person is at this computer to do it in its menus."""
import os
import re
import shutil
import struct
import uuid

from image import make
from tap import ENOUGH, ok, run, say, tried
from vm import Kit, Late, fed

BLANK = "/usr/share/OVMF/OVMF_VARS_4M.fd"
# UEFI 2.10: 3.3 (global variables), 32.6.1 (db, what a signature's list is)
GLOBAL, SECURITY, X509 = (uuid.UUID(x).bytes_le for x in (
    "8be4df61-93ca-11d2-aa0d-00e098032b8c", "d719b2cb-3d3a-4596-a3bc-dad00e67656f", "a5c059a1-94e4-4aa7-87b5-ab155c2bf072"))
# edk2: MdeModulePkg/Include/Guid/AuthenticatedVariableFormat.h, VariableFormat.h; SecurityPkg/Include/Guid/AuthenticatedVariableFormat.h
STORE, ENABLE = (uuid.UUID(x).bytes_le for x in ("aaf32c78-947b-439a-a180-2e144ec37792", "f0a30bc7-af08-4556-99c4-001009c93a44"))
ADDED, KEPT, BOOT, RUNTIME, SIGNED = 0x3F, 1, 2, 4, 0x20


def variable(vendor, name, attributes, data):
    """AUTHENTICATED_VARIABLE_HEADER, name, data; no time of signing, for nobody replaces it."""
    name = (name + "\0").encode("utf-16-le")
    record = struct.pack("<HBBIQ16sIII16s", 0x55AA, ADDED, 0, attributes, 0, b"", 0, len(name), len(data), vendor) + name + data
    return record + b"\xff" * (-len(record) % 4)


def listed(certificate):
    """EFI_SIGNATURE_LIST of that one."""
    owned = uuid.UUID(int=0).bytes_le + certificate
    return X509 + struct.pack("<III", 28 + len(owned), 0, len(owned)) + owned


def enrolled(path, certificate):
    """The firmware's variables: that certificate is all who may say what starts, and what does."""
    with open(BLANK, "rb") as f:
        data = bytearray(f.read())
    at = data.index(STORE)
    size, form, state = struct.unpack_from("<IBB", data, at + 16)
    end = at + 28
    if (form, state) != (0x5A, 0xFE) or data[end:at + size].strip(b"\xff"):
        raise Late(f"{BLANK} is not blank")
    keys = listed(certificate)
    new = b"".join(variable(vendor, name, KEPT | BOOT | RUNTIME | SIGNED, keys)
                   for vendor, name in ((GLOBAL, "PK"), (GLOBAL, "KEK"), (SECURITY, "db")))
    new += variable(ENABLE, "SecureBootEnable", KEPT | BOOT, b"\1")
    data[end:end + len(new)] = new
    with open(path, "wb") as f:
        f.write(data)
    return path


@fed
def starts(disk, work, variables):
    """What the kernel says of it, at its boot to the panel."""
    with Kit(disk, work, secure=variables) as kit:
        t, _ = kit.until("moka: panel ready at", ENOUGH, "Kernel panic|Access Denied")
        say(f"up after {t:.0f} s")
        told = [line for _, line in kit.lines if re.search("Secure boot|is locked down", line)]
        for line in told:
            say(line)
        if not any("Secure boot enabled" in line for line in told):
            raise Late(f"no word of Secure Boot: {told}")
        if not any(re.search("Kernel is locked down", line) for line in told):
            raise Late(f"no word of lockdown: {told}")


@fed
def refused(disk, work, variables):
    """By the firmware: nothing of the stick runs."""
    with Kit(disk, work, secure=variables) as kit:
        t, line = kit.until("Access Denied|Security Violation", ENOUGH, "Linux version|Kernel panic|moka:")
        say(f"after {t:.0f} s: {line.strip()}")


def alter(path, image):
    """A word of the command line in what was signed, of the same length."""
    start, size = image.at["esp"]
    with open(path, "r+b") as f:
        f.seek(start)
        at = f.read(size).index(b"lockdown=confidentiality")
        f.seek(start + at)
        f.write(b"lockdown=none           ")


def check_secure(a, base):
    work = os.path.join(a.work, "secure")
    os.makedirs(work)
    key, cert, der = (os.path.join(work, x) for x in ("agency.key", "agency.pem", "agency.der"))
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-sha256", "-days", "3650", "-subj", "/CN=An agency",
        "-keyout", key, "-out", cert)
    run("openssl", "x509", "-in", cert, "-outform", "DER", "-out", der)
    with open(der, "rb") as f:
        certificate = f.read()
    variables = enrolled(os.path.join(work, "vars"), certificate)
    shutil.rmtree(os.path.join(a.cache, a.arch, "signed"), ignore_errors=True)  # by a key that is no more
    signed = make(a, "signed", "--cmdline", "loglevel=7", "--sign", key, cert)
    run("mcopy", "-i", f"{signed.disk}@@{signed.at['esp'][0]}", "::agency.cer", os.path.join(work, "beside"))
    with open(os.path.join(work, "beside"), "rb") as f:
        ok("the certificate lies on the stick, for the firmware's menus", f.read() == certificate)
    tried("signed with the key that is enrolled it starts, with Secure Boot", lambda: starts(signed.disk, a.work, variables))
    copy = os.path.join(a.work, "altered.img")
    alter(signed.copy(copy), signed)
    tried("altered behind the signature it is refused", lambda: refused(copy, a.work, variables))
    os.unlink(copy)
    tried("the one that is not signed is refused", lambda: refused(base.disk, a.work, variables))
    shutil.rmtree(signed.folder)
