"""Sessions whose answers are read to where they really end."""

import socket
from threading import Event, Thread

import pytest
from urllib3.exceptions import HTTPError

from embedstudy.fetch.connection import open_session
from tests.fetch.server import Answer

CONTENT = bytes(range(256)) * 1000


def read(url, most=65_536, wanted=1 << 30):
    content = b""
    with open_session() as session, session.get(url, stream=True, timeout=5) as answer:
        while len(content) < wanted and (piece := answer.raw.read1(most, decode_content=False)):
            content += piece
    return content


@pytest.mark.parametrize("most", [1000, 65_536, 1_000_000])
def test_an_honest_answer_is_read_to_its_end(server, most):
    assert read(server.put("/v", CONTENT), most) == CONTENT
    assert read(server.put("/c", CONTENT, Answer(chunked=True)), most) == CONTENT
    assert server.requests[0][1]["Connection"] == "close"


@pytest.mark.parametrize("says", [-1, -1000, -len(CONTENT) + 1])
def test_one_byte_more_than_the_length_shows_the_lie(server, says):
    length = len(CONTENT) + says
    url = server.put("/v", CONTENT, Answer(says=says))
    assert read(url, wanted=length + 1) == CONTENT[: length + 1]


@pytest.mark.parametrize("answer", [Answer(says=10), Answer(cut_at=0.5, chunked=True)])
def test_an_answer_that_ends_early_is_an_error(server, answer):
    with pytest.raises(HTTPError):
        read(server.put("/v", CONTENT, answer))


def test_a_connection_that_stays_open_is_no_lie():
    hang_up = Event()

    def serve():
        connection, _ = listening.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12345")
            hang_up.wait()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Thread(target=serve)
        server.start()
        assert read(f"http://127.0.0.1:{listening.getsockname()[1]}/") == b"12345"
        hang_up.set()
        server.join()
