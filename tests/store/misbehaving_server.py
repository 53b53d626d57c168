"""A real HTTP server on 127.0.0.1 that can be told to misbehave, one request after the other."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL_FILES = {
    "am/final.mdl": b"acoustic " * 40_000,
    "graph/HCLr.fst": bytes(range(256)) * 800,
    "graph/Gr.fst": b"grammar",
    "conf/model.conf": b"--beam=13\n",
}


def zip_of(files: dict[str, bytes], top: str = "a-model/") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(top + name, content)
    return buffer.getvalue()


class ModelServer:
    """Serves ``content``; ``plan`` holds how to behave, a word for each request, and then well."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.plan: list[str] = []
        self.ranges: list[str | None] = []
        self.release = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/a-model.zip"

    def stop(self) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, model_server: ModelServer, *arguments: Any) -> None:
        self.model_server = model_server
        super().__init__(*arguments)

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.model_server.ranges.append(self.headers["Range"])
        plan = self.model_server.plan
        behaviour = plan.pop(0) if plan else "well"
        if behaviour.isdigit():
            self.send_error(int(behaviour))
        elif behaviour == "redirect":
            self._send(302, {"Location": "/elsewhere.zip"}, b"")
        elif behaviour == "redirect without end":
            plan.append(behaviour)
            self._send(302, {"Location": self.path}, b"")
        else:
            self._send_content(behaviour)

    def _send_content(self, behaviour: str) -> None:
        content = self.model_server.content
        start = 0 if behaviour == "ignore range" else self._start()
        if start >= len(content):
            self._send(416, {"Content-Range": f"bytes */{len(content)}"}, b"")
            return
        body = content[start:]
        headers = {"Content-Length": str(len(body))}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        if behaviour in ("too long", "length unsaid"):
            del headers["Content-Length"]
        self._send(206 if start else 200, headers, _spoiled(body, behaviour))
        if behaviour == "stall":
            self.model_server.release.wait(20)

    def _start(self) -> int:
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers["Range"] or "")
        return int(asked[1]) if asked else 0

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def _spoiled(body: bytes, behaviour: str) -> bytes:
    if behaviour in ("truncate", "stall"):
        return body[: len(body) // 2]
    if behaviour == "corrupt":
        return bytes([body[0] ^ 1]) + body[1:]
    return body + b"more" if behaviour == "too long" else body
