"""Every write to a stick in its order, as QEMU's driver blklogwrites leaves it, and the stick as it was between
any two of them: what a power cut there would have left.

The log, all little endian (Linux, drivers/md/dm-log-writes.c; QEMU, block/blklogwrites.c):
  block 0   u64 0x6a736677736872, u64 version 1, u64 entries, u32 bytes of a block
  then for each entry a block of its own: u64 first sector, u64 sectors, u64 flags (1 flush, 2 as if
  flushed, 4 discard), u64 0; then the sectors, but for a discard. Sectors are of a block's size.
"""
import os
import struct

MAGIC = 0x6a736677736872
ROOM = 16 << 30  # sparse; more than any run here writes


def new(path):
    with open(path, "wb") as f:
        f.truncate(ROOM)
    return path


def entries(path):
    """(offset of the data in the log, offset on the stick, bytes) of each write so far."""
    out = []
    with open(path, "rb") as f:
        magic, _, _, block = struct.unpack("<QQQI", f.read(28))
        if magic != MAGIC:
            return out
        at = block
        while True:
            f.seek(at)
            sector, sectors, flags = struct.unpack("<QQQ", f.read(24))
            if not (sector or sectors or flags):
                return out
            at += block
            if sectors and not flags & 4:
                out.append((at, sector * block, sectors * block))
                at += sectors * block


def replay(path, number, disk, torn=False):
    """Brings the first `number` writes onto the stick's file; torn: of the last one only its first half."""
    with open(path, "rb") as f, open(disk, "r+b") as d:
        for i, (at, to, size) in enumerate(entries(path)[:number]):
            f.seek(at)
            d.seek(to)
            d.write(f.read(size // 1024 * 512 if torn and i == number - 1 else size))


def empty(disk, like):
    """A stick of that size on which nothing was ever written."""
    with open(disk, "wb") as d:
        d.truncate(os.path.getsize(like))
    return disk
