"""usage: gif_make.py FOLDER: GIFs, and a PNG of the same pixels beside each; some that are broken."""
import os
import random
import struct
import sys
import zlib

os.chdir(sys.argv[1])
rnd = random.Random(20261123)
WHITE = (255, 255, 255)


def lzw(pixels, bits, restart):
    """GIF89a, appendix F; restart: a full table is cleared, else it stays as it is."""
    clear, out, acc, n = 1 << bits, bytearray(), 0, 0
    width, table = bits + 1, {bytes([i]): i for i in range(clear)}

    def put(code):
        nonlocal acc, n
        acc |= code << n
        n += width
        while n >= 8:
            out.append(acc & 255)
            acc >>= 8
            n -= 8

    put(clear)
    size, word = clear + 2, b""
    for p in pixels:
        if word + bytes([p]) in table:
            word += bytes([p])
            continue
        put(table[word])
        if size < 4096:
            table[word + bytes([p])] = size
            width += size == 1 << width and width < 12
            size += 1
        elif restart:
            put(clear)
            width, size, table = bits + 1, clear + 2, {bytes([i]): i for i in range(clear)}
        word = bytes([p])
    put(table[word])
    put(clear + 1)
    out.append(acc & 255)
    return bytes(out)


def blocks(b):
    return b"".join(bytes([len(b[i:i + 255])]) + b[i:i + 255] for i in range(0, len(b), 255)) + b"\0"


def order(h):
    return [y for first, step in ((0, 8), (4, 8), (2, 4), (1, 2)) for y in range(first, h, step)]


def frame(at, size, rows, bits=8, own=None, interlaced=False, transparent=None, restart=True):
    control = b"" if transparent is None else b"\x21\xf9\x04" + struct.pack("<BHBB", 1, 10, transparent, 0)
    flags = (0x80 | bits - 1 if own else 0) | (0x40 if interlaced else 0)
    table = b"".join(map(bytes, own)) if own else b""
    pixels = [p for y in (order(size[1]) if interlaced else range(size[1])) for p in rows[y]]
    return control + b"\x2c" + struct.pack("<4HB", *at, *size, flags) + table + bytes([max(bits, 2)]) + blocks(lzw(pixels, max(bits, 2), restart))


def gif(name, size, table, *frames):
    bits = (len(table) - 1).bit_length()
    comment = b"\x21\xfe" + blocks(b"\x2c is no picture here")
    with open(name, "wb") as f:
        f.write(b"GIF89a" + struct.pack("<HHBBB", *size, 0x80 | bits - 1, 0, 0) + b"".join(map(bytes, table)) + comment + b"".join(frames) + b"\x3b")


def png(name, size, rows):
    def chunk(kind, b):
        return struct.pack(">I", len(b)) + kind + b + struct.pack(">I", zlib.crc32(kind + b))

    raw = b"".join(b"\0" + b"".join(map(bytes, row)) for row in rows)
    with open(name, "wb") as f:
        f.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b""))


def noise(w, h, colours):
    return [[rnd.randrange(colours) if rnd.randrange(3) else 0 for _ in range(w)] for _ in range(h)]


colours = [tuple(rnd.randrange(256) for _ in range(3)) for _ in range(256)]
# more codes than a table holds, cleared and not
rows = noise(200, 150, 256)
gif("still.gif", (200, 150), colours, frame((0, 0), (200, 150), rows))
png("still.png", (200, 150), [[colours[p] for p in row] for row in rows])
rows = noise(30, 700, 16)
gif("tall.gif", (30, 700), colours[:16], frame((0, 0), (30, 700), rows, bits=4, restart=False))
png("tall.png", (30, 700), [[colours[p] for p in row] for row in rows])
# interlaced, colours of its own, and a second picture that is not to be seen
rows, own = noise(61, 43, 2), [(9, 8, 7), (200, 0, 90)]
gif("moving.gif", (61, 43), colours, frame((0, 0), (61, 43), rows, bits=1, own=own, interlaced=True), frame((0, 0), (61, 43), noise(61, 43, 256)))
png("moving.png", (61, 43), [[own[p] for p in row] for row in rows])
# a part of its canvas, beyond its edge too, with holes
rows = noise(40, 30, 256)
gif("placed.gif", (50, 40), colours, frame((20, 15), (40, 30), rows, transparent=0))
png("placed.png", (50, 40), [[colours[p] if 0 <= x < 40 and 0 <= y < 30 and (p := rows[y][x]) else WHITE for x in range(-20, 30)] for y in range(-15, 25)])
whole = open("still.gif", "rb").read()
open("cut.gif", "wb").write(whole[:len(whole) // 2])
open("broken.gif", "wb").write(whole[:700])
open("code.gif", "wb").write(b"GIF89a\x02\0\x02\0\0\0\0\x2c\0\0\0\0\x02\0\x02\0\0\x02\x02\xff\xff\0\x3b")
open("huge.gif", "wb").write(b"GIF89a" + struct.pack("<HHBBB", 65000, 65000, 0, 0, 0) + b"\x2c" + struct.pack("<4HB", 0, 0, 65000, 65000, 0) + b"\x02\x02\x44\x01\0\x3b")
