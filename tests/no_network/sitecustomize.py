"""Refuse connections to other machines, in tests and in the processes that they start."""

import os
import socket

LOCAL = ("127.0.0.1", "::1", "localhost")


def block() -> None:
    real = socket.socket.connect
    if getattr(real, "is_blocker", False):
        return

    def connect(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOCAL:
            raise OSError(f"the network is off in tests; something tried to reach {address[0]}")
        return real(self, address)

    connect.is_blocker = True
    socket.socket.connect = connect
    real_lookup = socket.getaddrinfo

    def getaddrinfo(host, *args, **kwargs):
        if host not in (None, "", "0.0.0.0", *LOCAL):
            raise OSError(f"the network is off in tests; something looked up {host}")
        return real_lookup(host, *args, **kwargs)

    socket.getaddrinfo = getaddrinfo


if os.environ.get("NEWSPARALLAX_NO_NETWORK") == "1":
    block()
