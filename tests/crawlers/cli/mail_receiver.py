"""A mail server on loopback: takes every message by SMTP, and keeps it."""

from __future__ import annotations

import email
import socketserver
import threading
from email.message import EmailMessage
from email.policy import default
from typing import cast


class MailReceiver:
    """Speaks as much SMTP as a client without login needs."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        receiver = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 desk.example\r\n")
                while line := self.rfile.readline(10_000):
                    word = line.split(b" ")[0].strip().upper()
                    if word == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        receiver.messages.append(self.message())
                    self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")

            def message(self) -> EmailMessage:
                lines = []
                while (line := self.rfile.readline(10_000)) not in (b".\r\n", b""):
                    lines.append(line.removeprefix(b"."))
                return cast(EmailMessage, email.message_from_bytes(b"".join(lines), policy=default))

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()
        port = self.server.server_address[1]
        self.target = f"mailto://127.0.0.1:{port}/desk@news.example?from=wire@news.example"

    def close(self) -> None:
        """Stop it."""
        self.server.shutdown()
        self.server.server_close()
