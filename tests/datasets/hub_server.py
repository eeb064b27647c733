"""A hub of this machine alone: the few routes that a data set in files is fetched by."""

import hashlib
import json
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit

Files = Mapping[str, bytes]


class HubServer:
    """Serves data sets by name; counts what it was asked."""

    def __init__(self, repos: Mapping[str, Files], gated: tuple[str, ...] = ()) -> None:
        self.repos, self.gated = dict(repos), gated
        self.requested: list[str] = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                hub.answer(self)

            do_HEAD = do_POST = do_GET  # noqa: N815

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def sha(self, repo: str) -> str:
        content = b"".join(name.encode() + data for name, data in self.repos[repo].items())
        return hashlib.sha1(content).hexdigest()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers.get("Content-Length") or 0)
        body = request.rfile.read(length)
        path = unquote(urlsplit(request.path).path)
        self.requested.append(f"{request.command} {path}")
        if path.startswith("/api/datasets/"):
            self._api(request, path.removeprefix("/api/datasets/"), body)
        elif path.startswith("/api/models/"):
            self._api(request, path.removeprefix("/api/models/"), body)
        elif path.startswith("/datasets/") and "/resolve/" in path:
            repo, _, rest = path.removeprefix("/datasets/").partition("/resolve/")
            self._file(request, repo, rest.partition("/")[2])
        elif "/resolve/" in path:  # of a model
            repo, _, rest = path.removeprefix("/").partition("/resolve/")
            self._file(request, repo, rest.partition("/")[2])
        else:
            self._error(request, 404, "")

    def _api(self, request, path: str, body: bytes) -> None:
        owner, name, *rest = path.split("/")
        repo = f"{owner}/{name}"
        if repo not in self.repos:
            return self._error(request, 401, "")
        files = self.repos[repo]
        if rest[:1] == ["tree"]:
            below = "/".join(rest[2:])
            entries = [p for p in files if not below or p.startswith(below + "/")]
            if below and not entries:
                return self._error(request, 404, "EntryNotFound")
            return self._json(request, self._entries(repo, entries, below))
        if rest[:1] == ["paths-info"]:
            is_json = "json" in request.headers.get("Content-Type", "")
            paths = json.loads(body)["paths"] if is_json else parse_qs(body.decode())["paths"]
            listing = [self._entry(repo, p) for p in paths if p in files]
            folders = {p for p in paths if any(f.startswith(p + "/") for f in files)}
            listing += [
                {"type": "directory", "path": p, "oid": "0" * 40, "size": 0} for p in folders
            ]
            return self._json(request, listing)
        return self._json(
            request,
            {
                "_id": "0", "id": repo, "author": owner, "sha": self.sha(repo), "private": False,
                "gated": False, "disabled": False, "tags": [], "downloads": 0, "likes": 0,
                "lastModified": "2024-01-01T00:00:00.000Z", "createdAt": "2024-01-01T00:00:00.000Z",
                "siblings": [{"rfilename": p} for p in files],
            },
        )  # fmt: skip

    def _entries(self, repo: str, paths: list[str], below: str) -> list[dict]:
        folders = {"/".join(p.split("/")[:i]) for p in paths for i in range(1, p.count("/") + 1)}
        folders = {f for f in folders if f != below and not below.startswith(f + "/")}
        entries = [{"type": "directory", "path": f, "oid": "0" * 40, "size": 0} for f in folders]
        return entries + [self._entry(repo, p) for p in paths]

    def _entry(self, repo: str, path: str) -> dict:
        content = self.repos[repo][path]
        oid = hashlib.sha1(content).hexdigest()
        return {"type": "file", "path": path, "oid": oid, "size": len(content)}

    def _file(self, request, repo: str, path: str) -> None:
        if repo in self.gated:
            return self._error(request, 403, "GatedRepo")
        if repo not in self.repos:
            return self._error(request, 401, "RepoNotFound")
        if path not in self.repos[repo]:
            return self._error(request, 404, "EntryNotFound", self.sha(repo))
        content = self.repos[repo][path]
        headers = {
            "ETag": f'"{hashlib.sha1(content).hexdigest()}"',
            "X-Repo-Commit": self.sha(repo),
            "Accept-Ranges": "bytes",
        }
        return self._send(request, 200, content, headers)

    def _json(self, request, document) -> None:
        content = json.dumps(document).encode()
        self._send(request, 200, content, {"Content-Type": "application/json"})

    def _error(self, request, status: int, code: str, commit: str = "") -> None:
        headers = {"X-Error-Code": code} if code else {}
        self._send(
            request, status, b"{}", {**headers, **({"X-Repo-Commit": commit} if commit else {})}
        )

    def _send(self, request, status: int, content: bytes, headers: dict[str, str]) -> None:
        request.send_response(status)
        for key, value in headers.items():
            request.send_header(key, value)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(content)
