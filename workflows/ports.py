"""Ports of this machine: free, or taken and said so."""

import errno
import socket

from engine.problems import GuanxiError

LOOPBACK = "127.0.0.1"


class PortTaken(GuanxiError):
    """Something else listens where the server was told to."""

    def __init__(self, port: int, what_for: str, setting: str) -> None:
        super().__init__(
            f"port {port}, wanted for {what_for}, is taken by another program. "
            f"Stop that program, or choose another port with {setting} (0 takes any free one)."
        )


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        # As the server does: a port that only waits out its last connections counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
            raise
    return False
