"""One process of the server as `manage.py serve` configures it, without a worker: `python -m tests.chaos.rooms_server 8001`."""

import os
import sys

import uvicorn


def main() -> None:
    """Answer on the port until killed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")
    import django

    django.setup()
    from alliance.core import serving

    uvicorn.Server(serving.configuration()).run(sockets=[serving.listen("127.0.0.1", int(sys.argv[1]))])


if __name__ == "__main__":
    main()
