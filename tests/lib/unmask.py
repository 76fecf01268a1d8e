#!/usr/bin/python3
"""A cable to a phantom on which the phone does not say that it is one: as a real phone, as far as that goes.

usage: unmask.py HOST:PORT     prints "listening HOST:PORT"; ends when standard input does. One connection after the other.
"""
import selectors
import socket
import sys

TOLD, UNTOLD = b"ro.moka.phantom", b"ro.moka.phantmo"  # the same bytes in another order: sums of them stay right


def pump(phone, host):
    """Bytes both ways until one side ends. What might be the beginning of the word waits for the rest of it."""
    held, told = b"", False
    look = selectors.DefaultSelector()
    look.register(phone, selectors.EVENT_READ, host)
    look.register(host, selectors.EVENT_READ, phone)
    look.register(sys.stdin, selectors.EVENT_READ, None)
    while True:
        for key, _ in look.select():
            if key.data is None:
                return False
            data = key.fileobj.recv(1 << 16)
            if not data:
                return True
            if key.fileobj is phone and not told:
                held += data
                told = TOLD in held
                held = held.replace(TOLD, UNTOLD)
                keep = 0 if told else next((n for n in range(len(TOLD) - 1, 0, -1) if held.endswith(TOLD[:n])), 0)
                data, held = held[:len(held) - keep], held[len(held) - keep:]
            key.data.sendall(data)


address, port = sys.argv[1].rsplit(":", 1)
server = socket.create_server(("127.0.0.1", 0))
print(f"listening 127.0.0.1:{server.getsockname()[1]}", flush=True)
wait = selectors.DefaultSelector()
wait.register(server, selectors.EVENT_READ)
wait.register(sys.stdin, selectors.EVENT_READ)
going = True
while going:
    if any(key.fileobj is sys.stdin for key, _ in wait.select()):
        break
    near, _ = server.accept()
    with near, socket.create_connection((address, int(port))) as far:
        try:
            going = pump(far, near)
        except OSError:
            pass
