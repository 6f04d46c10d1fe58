"""The one door of the web server: pages, and the sockets of rooms."""

import os

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")

pages = get_asgi_application()


async def pages_and_nothing_kept(scope, receive, send) -> None:
    """Answer as Django does, and give the request's connections back to the pool also where the answer breaks off.

    Django does that at the end of an answer. One that ends in an error while it is sent has no such end, and what its thread
    took with it would be missing from the pool until the process ends.
    """
    async with ThreadSensitiveContext():  # Django's own then is this one, so the thread is still there
        try:
            await pages(scope, receive, send)
        except BaseException:
            await sync_to_async(connections.close_all)()
            raise


# Reads models, so it stands behind the line that has made Django ready.
from members.rooms.routing import sockets  # noqa: E402 - see above

application = ProtocolTypeRouter({"http": pages_and_nothing_kept, "websocket": sockets})
