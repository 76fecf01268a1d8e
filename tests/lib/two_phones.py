"""A usbmuxd with two iPhones on it, for tests/e2e/ios_attack.sh. SOCKET LOG

Each request is a line of the log. A connection that was made to a phone is a pipe: whatever comes is answered
with the word "pipe", so that who talks on it can tell it from usbmuxd."""
import plistlib
import socket
import struct
import sys
import threading

PHONES = ((1, "00008030-000A1B2C3D4E001E"), (2, "00008030-000A1B2C3D4E002E"))


def message(conn):
    head = conn.recv(16, socket.MSG_WAITALL)
    if len(head) < 16:
        return None, None
    size, _, _, tag = struct.unpack("<4I", head)
    return tag, plistlib.loads(conn.recv(size - 16, socket.MSG_WAITALL))


def answer(conn, tag, value):
    body = plistlib.dumps(value)
    conn.sendall(struct.pack("<4I", 16 + len(body), 1, 8, tag) + body)


def device(number, udid):
    return {"DeviceID": number, "MessageType": "Attached",
            "Properties": {"ConnectionType": "USB", "DeviceID": number, "LocationID": number, "ProductID": 0x12a8,
                           "SerialNumber": udid}}


def serve(conn, log):
    with conn:
        while True:
            tag, request = message(conn)
            if request is None:
                return
            kind = request.get("MessageType")
            log.write(f"{kind} {request.get('DeviceID', '')}\n")
            log.flush()
            if kind == "ListDevices":
                answer(conn, tag, {"DeviceList": [device(*p) for p in PHONES]})
            elif kind == "Connect":
                answer(conn, tag, {"MessageType": "Result", "Number": 0})
                while conn.recv(4096):
                    conn.sendall(b"pipe")
                return
            else:
                answer(conn, tag, {"MessageType": "Result", "Number": 1})


with socket.socket(socket.AF_UNIX) as door, open(sys.argv[2], "w", encoding="ascii") as heard:
    door.bind(sys.argv[1])
    door.listen(8)
    print("listening", flush=True)
    while True:
        threading.Thread(target=serve, args=(door.accept()[0], heard), daemon=True).start()
