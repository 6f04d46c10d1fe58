"""Serves the site and runs its worker, in one command."""

from django.core.management.base import BaseCommand, CommandError

from alliance.core.serving import PortTaken, listen, serve


class Command(BaseCommand):
    help = "Serve the site with uvicorn and run the worker beside it, until Ctrl-C or SIGTERM."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host: str, port: int, **options) -> None:
        """Print the address once it answers."""
        try:
            listening = listen(host, port)
        except PortTaken:
            raise CommandError(f"Port {port} is in use by another program. Choose another with --port.") from None
        serve(listening, on_ready=lambda: self.stdout.write(f"Serving at http://{host}:{port}"))
