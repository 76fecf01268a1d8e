"""moka serve CASE: pictures of each kind that phones make, made anew for who looks. The case holds a folder of them."""
import struct
import sys
from desk_client import Desk
from panel_case import finish, ok


def size_of_jpeg(b):
    """Width and height by its frame header (ITU-T T.81, B.2.2); whether anything but pixels is in it."""
    at, size, more = 2, None, False
    while at + 4 <= len(b) and b[at] == 0xFF and b[at + 1] != 0xDA:
        kind, n = b[at + 1], struct.unpack(">H", b[at + 2:at + 4])[0]
        if kind == 0xC0:
            size = struct.unpack(">HH", b[at + 5:at + 9])[::-1]
        more |= kind == 0xFE or 0xE1 <= kind <= 0xEF
        at += 2 + n
    return size, more


desk = Desk(sys.argv[1])
items = {m["name"]: m for m in desk.ask("media")["items"]}
for name in ["a.jpg", "a.png", "lossy.webp", "lossless.webp", "moving.webp", "cut.webp", "still.heic"]:
    if not ok(f"{name} is in the gallery", items.get(name, {}).get("present"), sorted(items)):
        continue
    opened = desk.ask("open", id=items[name]["id"], how="picture")
    if not ok(f"{name} can be looked at", opened["ok"], opened):
        continue
    status, head, body = desk.get("/get/" + opened["ticket"])
    size, more = size_of_jpeg(body)
    ok(f"{name} comes as a JPEG of its size that holds nothing else", status == 200 and head["Content-Type"] == "image/jpeg" and
       body[:2] == b"\xff\xd8" and body[-2:] == b"\xff\xd9" and not more and size == (opened["width"], opened["height"]), (size, opened, more))
    ok(f"{name} is as large as it is", min(size) >= 18 and max(size) <= 44, size)
def pixels(name):
    opened = desk.ask("open", id=items[name]["id"], how="picture")
    return opened["ok"] and desk.get("/get/" + opened["ticket"])[2]


for name in ["still", "moving", "placed", "tall"]: # each beside a PNG of the same pixels
    gif, png = pixels(name + ".gif"), pixels(name + ".png")
    ok(f"{name}.gif is what the PNG beside it is", gif and gif == png, (gif and len(gif), png and len(png)))
cut, whole = pixels("cut.gif"), pixels("still.png")
ok("a GIF that is cut off shows its rows up to there", cut and cut != whole and size_of_jpeg(cut) == size_of_jpeg(whole), cut and size_of_jpeg(cut))
for name, why in [("broken.gif", "GIF"), ("code.gif", "GIF"), ("huge.gif", "65000 by 65000"), ("still.avif", "AVIF"), ("broken.webp", "WebP"), ("broken.heic", "HEIC"), ("circle.heic", "made of others")]:
    opened = desk.ask("open", id=items[name]["id"], how="thumbnail") if name in items else {}
    ok(f"{name} is not shown, and the reason is told", opened.get("code") == "evidence" and why in opened.get("text", ""), (sorted(items), opened))
ok("each was logged before it was seen", [x["act"] for x in desk.ask("audit")["lines"]].count("opened") == 24)
ok("the desk ends when told to", desk.end() == 0)
finish()
