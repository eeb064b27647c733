"""Connections that tell when a server sends more than the length that it gave.

A client that stops at the length given would take the beginning of a file for the whole of it. So
one byte more is asked for than was promised. An honest server has none, and closes the connection.
"""

import contextlib
import socket
from functools import partial
from http.client import HTTPResponse
from threading import Timer
from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection

# The head of an answer has to come within so long, however slowly its bytes come.
HEAD_SECONDS = 60.0
# So long for the byte that an honest server does not send: it may keep the connection open.
_END_SECONDS = 1.0


def open_session() -> Session:
    """Return a session whose answers go one byte beyond their length, if the server sends one."""
    session = Session()
    for scheme in ("http://", "https://"):
        session.mount(scheme, _Adapter())
    session.headers["Connection"] = "close"
    return session


class _Answer(HTTPResponse):
    """An answer whose head comes in time, and whose body is read to where it really ends."""

    def __init__(self, sock: socket.socket, *arguments: Any, **options: Any) -> None:
        super().__init__(sock, *arguments, **options)
        self._socket = sock

    def begin(self) -> None:
        """Read the head."""
        timer = Timer(HEAD_SECONDS, partial(_hang_up, self._socket))
        timer.daemon = True
        timer.start()
        try:
            super().begin()
        finally:
            timer.cancel()
        if self.length:
            self.length += 1

    def read1(self, n: int = -1) -> bytes:
        """Read some of the body, as soon as there is some."""
        if not self.length:
            return super().read1(n)
        content = super().read1(min(n, self.length - 1) if n > 0 else self.length - 1)
        if self.length == 1:
            with contextlib.suppress(OSError, ValueError):  # nothing comes
                self._socket.settimeout(_END_SECONDS)
                content += super().read1(1)
        return content


def _hang_up(connected: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


class _Connection(HTTPConnection):
    response_class = _Answer


class _SecureConnection(HTTPSConnection):
    response_class = _Answer


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def proxy_manager_for(self, proxy: str, **options: Any) -> ProxyManager:
        manager: ProxyManager = super().proxy_manager_for(proxy, **options)
        if type(manager) is ProxyManager:  # that of SOCKS has connections of its own
            manager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
        return manager
