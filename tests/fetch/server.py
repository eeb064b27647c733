"""A web server of this machine that keeps its promises, or breaks them as it is told."""

import hashlib
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Answer:
    """How one request is answered; by default well."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None  # instead of the file
    cut_at: float = 1.0  # the share of the body after which the connection closes
    says: int = 0  # how many bytes more than there are Content-Length promises
    ranges: bool = True  # whether Range is heeded
    if_range: bool = True  # whether If-Range is
    shift: int = 0  # how far from the range asked for the answer begins
    claims_range: bool = False  # whether such an answer says that it begins as asked for
    chunked: bool = False
    validators: bool = True
    endless: bool = False


GOOD = Answer()
# A client that keeps connections would use one that is being closed.
HEAD = {"Content-Type": "application/octet-stream", "Connection": "close"}


class Server:
    """Files by path; `answers` says for a path what becomes of its first, second ... request."""

    def __init__(self, pause: float = 0.0) -> None:
        self.files: dict[str, bytes] = {}
        self.answers: dict[str, list[Answer]] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.counts_sent: list[int] = []  # bytes of body, one number an answer
        self.answering = 0  # answers on their way
        self.pause = pause  # seconds after every 16 kB
        self.drip_head = False  # whether answers have a head without end
        self.hold_at: int | None = None  # bytes of body after which an answer waits ...
        self.go_on = threading.Event()  # ... for this
        self._lock = threading.Lock()
        server = self

        class Handler(_Handler):
            owner = server

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.root = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self.go_on.set()
        self._http.shutdown()
        self._http.server_close()

    def put(self, path: str, content: bytes, *answers: Answer) -> str:
        """Lay a file at a path; return its address."""
        self.files[path], self.answers[path] = content, list(answers)
        return self.root + path

    @property
    def sent(self) -> list[int]:
        """The bytes of body of each answer, when all of them have ended.

        A client may have all it needs before the server has noted it.
        """
        deadline = time.monotonic() + 300
        while self.answering and self.hold_at is None and time.monotonic() < deadline:
            time.sleep(0.005)
        return self.counts_sent

    def bodies(self) -> int:
        """Return how many answers had a body, and forget nothing."""
        return sum(1 for count in self.sent if count)

    def next_answer(self, path: str, headers: dict[str, str]) -> Answer:
        with self._lock:
            self.requests.append((path, headers))
            self.answering += 1
            waiting = self.answers.get(path, [])
            return waiting.pop(0) if len(waiting) > 1 else waiting[0] if waiting else GOOD

    def note_end(self, sent: int) -> None:
        with self._lock:
            self.counts_sent.append(sent)
            self.answering -= 1


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    owner: Server

    def log_message(self, *_) -> None:
        pass

    def do_GET(self) -> None:
        answer = self.owner.next_answer(self.path, dict(self.headers))
        while self.owner.drip_head:
            try:
                self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                time.sleep(0.01)
            except OSError:  # the other side has hung up
                self.owner.note_end(0)
                return
        content = self.owner.files.get(self.path) if answer.body is None else answer.body
        if content is None:
            answer, content = Answer(404, {"Content-Type": "text/plain"}), b"not here"
        etag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        if answer.status >= 400:
            content = answer.body or b""
        start, status = 0, answer.status
        byte_range = self.headers.get("Range", "")
        same = not answer.if_range or self.headers.get("If-Range", etag) == etag
        headers = {}
        if status == 200 and byte_range and answer.ranges and same:
            start = int(byte_range.removeprefix("bytes=").removesuffix("-"))
            if start >= len(content):
                status, start = 416, len(content)
                headers["Content-Range"] = f"bytes */{len(content)}"
            else:
                status, start = 206, start + answer.shift
                first = start - answer.shift if answer.claims_range else start
                headers["Content-Range"] = f"bytes {first}-{len(content) - 1}/{len(content)}"
        if answer.validators:
            headers["ETag"] = etag
        self._send(status, {**headers, **answer.headers}, content[start:], answer)

    def _send(self, status: int, headers: dict[str, str], body: bytes, answer: Answer) -> None:
        self.send_response(status)
        if answer.chunked:
            headers["Transfer-Encoding"] = "chunked"
        elif not answer.endless:
            headers = {"Content-Length": str(len(body) + answer.says), **headers}
        for name, value in {**HEAD, **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        part = body[: int(len(body) * answer.cut_at)]
        sent = 0
        try:
            for i in range(0, len(part), 16_384):
                piece = part[i : i + 16_384]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece) if answer.chunked else piece)
                sent += len(piece)
                if self.owner.hold_at is not None and sent >= self.owner.hold_at:
                    self.owner.go_on.wait()
                if self.owner.pause:
                    time.sleep(self.owner.pause)
            if answer.chunked and answer.cut_at == 1:
                self.wfile.write(b"0\r\n\r\n")
            while answer.endless:
                self.wfile.write(b"x" * 65_536)
        except OSError:  # the other side has gone
            pass
        finally:
            self.owner.note_end(sent)
        self.close_connection = True  # as it was asked to
