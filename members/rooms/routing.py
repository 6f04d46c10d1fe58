"""The addresses of sockets."""

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path

from members.rooms.socket import room_socket

sockets = AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter([path("ws/rooms/<slug:slug>/", room_socket)])))
