"""The one door of the web server: pages now, sockets when the rooms arrive."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alliance.settings")

application = ProtocolTypeRouter({"http": get_asgi_application()})
