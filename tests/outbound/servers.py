"""Receivers on this machine: a mail server that keeps what it is sent, and a webhook."""

from __future__ import annotations

import http.server
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any


@dataclass
class Sink:
    """What has arrived. `refuse` answers everything that comes with an error."""

    port: int = 0
    refuse: bool = False
    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    posts: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)


@contextmanager
def _running(server: socketserver.BaseServer, sink: Sink) -> Iterator[Sink]:
    sink.port = server.server_address[1]  # type: ignore[assignment]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield sink
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def mail_server() -> Iterator[Sink]:
    """As much of RFC 5321 as a client needs to hand over a message."""
    sink = Sink()

    class Session(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

        def handle(self) -> None:
            self.say("220 sink")
            to: list[str] = []
            while line := self.rfile.readline():
                verb, _, rest = line.decode().strip().partition(" ")
                match verb.upper():
                    case "RCPT" if sink.refuse:
                        self.say("550 no such person")
                    case "RCPT":
                        to.append(rest.partition("<")[2].partition(">")[0])
                        self.say("250 ok")
                    case "DATA":
                        self.say("354 go on")
                        sink.mails.append((to, self.message()))
                        self.say("250 kept")
                    case "QUIT":
                        self.say("221 bye")
                        return
                    case _:
                        self.say("250 ok")

        def message(self) -> EmailMessage:
            lines = iter(self.rfile.readline, b".\r\n")
            raw = b"".join(line.removeprefix(b".") if line.startswith(b"..") else line for line in lines)
            parsed = message_from_bytes(raw, policy=policy.default)
            assert isinstance(parsed, EmailMessage)
            return parsed

    socketserver.ThreadingTCPServer.daemon_threads = True
    with _running(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session), sink) as running:
        yield running


@contextmanager
def webhook() -> Iterator[Sink]:
    sink = Sink()

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(503 if sink.refuse else 200)
            self.end_headers()
            if not sink.refuse:
                sink.posts.append((self.path, dict(self.headers), json.loads(body)))

        def log_message(self, *args: Any) -> None:
            """Silence: the tests look at `posts`."""

    with _running(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook), sink) as running:
        yield running
