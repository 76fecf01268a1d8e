#!/usr/bin/python3
"""Something at a phone's address that is none:  dumb_peer.py MODE   prints "listening ADDRESS:PORT".

full    takes no connection: the kernel's queue is full and nobody empties it
silent  takes them and says nothing
"""
import signal
import socket
import sys

server = socket.socket()
server.bind(("127.0.0.1", 0))
server.listen(0)
held = []
if sys.argv[1] == "full":
    for _ in range(4):  # more than its queue takes
        held.append(socket.socket())
        held[-1].setblocking(False)
        held[-1].connect_ex(server.getsockname())
print("listening 127.0.0.1:%d" % server.getsockname()[1], flush=True)
while sys.argv[1] == "silent":
    held.append(server.accept()[0])
signal.pause()
