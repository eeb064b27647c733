import pytest

from embedstudy.fetch import transfer
from tests.fetch.server import Server


@pytest.fixture
def server():
    server = Server()
    yield server
    server.close()


@pytest.fixture
def slow_server():
    """1 MB takes about a third of a second."""
    server = Server(pause=0.005)
    yield server
    server.close()


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(transfer, "BACK_OFF", (0.0, 0.0))
