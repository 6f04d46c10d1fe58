"""The platform with real content and demo accounts, from nothing to a served page in one command."""

import os
import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from alliance.core.demo import prepare
from alliance.core.demo_accounts import ACCOUNTS, PASSWORD
from alliance.core.serving import PortTaken, listen, serve

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Prepare the demo where needed and serve it, until Ctrl-C or SIGTERM. Run again, it keeps what it holds."
    requires_system_checks = ()

    def add_arguments(self, parser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--prepared", action="store_true", help="Only serve: a first run has just prepared it.")

    def handle(self, *, port: int, prepared: bool, **options) -> None:
        """Print address and logins once the site answers."""
        try:
            listening = listen(HOST, port)
        except PortTaken:
            raise CommandError(
                f"Port {port} is in use by another program. Choose another one: make demo PORT={port + 1}"
            ) from None
        try:
            made = not prepared and prepare(self._say)
        except KeyboardInterrupt:
            raise CommandError("Stopped. The next `make demo` goes on from here.") from None
        if made:
            # A fresh process serves: this one read the old texts and file names, and loading content took memory.
            listening.close()
            connections.close_all()
            self.stdout.flush()
            os.execv(sys.executable, [sys.executable, *sys.argv, "--prepared"])
        serve(listening, on_ready=lambda: self._say(self._welcome(port)))

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    @staticmethod
    def _welcome(port: int) -> str:
        address = f"http://{HOST}:{port}"
        logins = "\n".join(f"  {account.email:<24}{account.role}" for account in ACCOUNTS)
        return (
            f"\nThe platform answers at {address}\n"
            f"Editing: {address}/admin/, password {PASSWORD}\n{logins}\nCtrl-C stops it. It keeps what you enter.\n"
        )
