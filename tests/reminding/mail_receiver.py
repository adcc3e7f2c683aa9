"""A small mail server for tests: takes mails as they arrive, refuses whom it is told to, hangs up when told to."""

import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy


@dataclass
class Receiver:
    """`mails`: (sender, recipients, bytes of the mail) in the order of arrival; `talks`: how many connections.

    `refused`: recipients that are answered with 550. `hangs_up`: after how many mails the line is cut while one
    is being sent (None: never). `closes`: after how many mails of one connection it says 421. `lets_in`: whether
    it takes the user and the password of those who log in.
    """

    port: int = 0
    mails: list = field(default_factory=list)
    talks: int = 0
    refused: set = field(default_factory=set)
    hangs_up: int | None = None
    closes: int | None = None
    lets_in: bool = True

    @property
    def parsed(self):
        return [message_from_bytes(raw, policy=policy.default) for _sender, _recipients, raw in self.mails]


class Talk(socketserver.StreamRequestHandler):
    def handle(self):
        receiver = self.server.receiver
        receiver.talks += 1
        self.taken, sender, recipients = 0, "", []
        self.say("220 mail.test")
        while line := self.rfile.readline():
            verb, _, rest = line.decode().strip().partition(" ")
            address = rest[rest.find("<") + 1 : rest.find(">")]
            if verb.upper() == "EHLO":
                self.say("250-mail.test\r\n250 AUTH PLAIN")
                continue
            if verb.upper() == "AUTH":
                self.say("235 welcome" if receiver.lets_in else "535 5.7.8 who are you")
                continue
            if verb.upper() == "MAIL":
                if receiver.closes is not None and self.taken >= receiver.closes:
                    self.say("421 too many mails")
                    return
                sender, recipients = address, []
            elif verb.upper() == "RCPT":
                if address in receiver.refused:
                    self.say("550 5.1.1 no such user")
                    continue
                recipients.append(address)
            elif verb.upper() == "DATA":
                self.say("354 go on")
                raw = self.read_mail()
                if receiver.hangs_up == len(receiver.mails):
                    receiver.hangs_up = None
                    return
                receiver.mails.append((sender, recipients, raw))
                self.taken += 1
            self.say("221 bye" if verb.upper() == "QUIT" else "250 ok")

    def read_mail(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b".") else line)
        return b"".join(lines)

    def say(self, answer):
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def mail_receiver():
    receiver = Receiver()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.receiver = receiver
        receiver.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
