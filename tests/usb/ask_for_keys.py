#!/usr/bin/python3
"""A copy of Debian's adbd that asks for keys again.

usage: ask_for_keys.py ADBD COPY

Debian's patch adbd-don-t-require-authorization-on-Linux.patch stores false in auth_required; that
is the only byte 0 stored by "lea rax, [rip + x]; mov byte [rax], 0" at a byte of .data that is 1
to begin with (auth_required is true in AOSP packages/modules/adb daemon/auth.cpp). Exit status 1
when there is not exactly one. The copy is for tests only.
"""
import os
import re
import struct
import subprocess
import sys

source, target = sys.argv[1:3]
code = bytearray(open(source, "rb").read())
listing = subprocess.run(["readelf", "-SW", source], capture_output=True, text=True, check=True).stdout
sections = {m[1]: [int(x, 16) for x in m.groups()[1:]] for m in
            re.finditer(r"\]\s+(\.\w+)\s+\S+\s+([0-9a-f]+)\s+([0-9a-f]+)\s+([0-9a-f]+)", listing)}
(text, text_at, text_len), (data, data_at, data_len) = sections[".text"], sections[".data"]
found = []
for m in re.finditer(rb"\x48\x8d\x05(....)\xc6\x00\x00", code[text_at:text_at + text_len], re.S):
    points = text + m.start() + 7 + struct.unpack("<i", m[1])[0]
    if data <= points < data + data_len and code[data_at + points - data] == 1:
        found.append(text_at + m.end() - 1)
if len(found) != 1:
    sys.exit(f"{source}: {len(found)} places look like the one to change")
code[found[0]] = 1
open(target, "wb").write(code)
os.chmod(target, 0o755)
