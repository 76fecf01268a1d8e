"""An address and a port of this test alone: no other test's connection can sit there, even while nobody listens."""
import os
import socket


def own_address():
    pid = os.getpid()
    host = f"127.{(pid >> 16) + 1}.{pid >> 8 & 255}.{pid & 255}"
    with socket.socket() as s:
        s.bind((host, 0))
        return s.getsockname()
