"""A browser's side of a room's socket, without a browser."""

import json

from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client


class Socket(ApplicationCommunicator):
    """A socket that speaks JSON. (Channels has one too, which wants a server of its own installed.)"""

    async def connect(self, timeout: float = 5) -> bool:
        """Return whether the server let us in, if only to tell us why we must go."""
        await self.send_input({"type": "websocket.connect"})
        return (await self.receive_output(timeout))["type"] == "websocket.accept"

    async def say(self, **frame) -> None:
        """Send a frame."""
        await self.send_text(json.dumps(frame))

    async def send_text(self, text: str) -> None:
        """Send whatever text as a frame."""
        await self.send_input({"type": "websocket.receive", "text": text})

    async def hear(self, kind: str | None = None, timeout: float = 5) -> dict:
        """Return the next frame, or the next of a kind."""
        while True:
            event = await self.receive_output(timeout)
            assert event["type"] == "websocket.send", event
            frame = json.loads(event["text"])
            if kind in (None, frame["type"]):
                return frame

    async def close_code(self, timeout: float = 5) -> int:
        """Return the code with which the server closes, whatever it says before."""
        while True:
            event = await self.receive_output(timeout)
            if event["type"] == "websocket.close":
                return event["code"]

    async def disconnect(self) -> None:
        """We are gone."""
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(5)


def cookie_of(person) -> str:
    """A session of the person, as the cookie of a browser."""
    browser = Client()
    browser.force_login(person)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def socket_to(slug: str, cookie: str = "", *, origin: str = "http://testserver", language: str = "") -> Socket:
    """A socket to a room, not yet connected."""
    from alliance.asgi import application

    headers = [(b"origin", origin.encode()), (b"host", b"testserver")]
    if cookie:
        headers.append((b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()))
    query = f"language={language}" if language else ""
    scope = {
        "type": "websocket",
        "path": f"/ws/rooms/{slug}/",
        "raw_path": f"/ws/rooms/{slug}/".encode(),
        "query_string": query.encode(),
        "headers": headers,
        "subprotocols": [],
    }
    return Socket(application, scope)
