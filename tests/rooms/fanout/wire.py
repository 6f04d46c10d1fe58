"""The few bytes of RFC 6455 that a load client and a bare server need. Frames of one length can be counted without reading."""

import base64
import hashlib
import os
import socket

PAYLOAD = 160
HEADER = 4
FRAME = HEADER + PAYLOAD
"""Bytes of one delivery on the wire: a text frame of 160 bytes from a server, which masks nothing."""

GO = bytes([0x81, 0x81, 0, 0, 0, 0, ord("g")])
"""What the client sends for "write to everybody": a text frame of one letter, masked with zeros."""

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def payload(number: int) -> str:
    """Return the text of a message: a JSON object of 160 bytes."""
    head = f'{{"type":"message","id":"{number:08d}","text":"'
    return head + "x" * (PAYLOAD - len(head) - 2) + '"}'


def accept_of(key: bytes) -> bytes:
    """Return the answer to a handshake's key."""
    return base64.b64encode(hashlib.sha1(key + _GUID).digest())


def connect(port: int, path: str, cookie: str = "") -> socket.socket:
    """Return an open WebSocket, read up to the end of the handshake. Raises ConnectionError."""
    opened = socket.create_connection(("127.0.0.1", port), timeout=60)
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    key = base64.b64encode(os.urandom(16)).decode()
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Origin: http://127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
        *([f"Cookie: {cookie}"] if cookie else []),
    ]
    opened.sendall("\r\n".join([*lines, "", ""]).encode())
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        byte = opened.recv(1)
        if not byte:
            raise ConnectionError(answer[:200])
        answer += byte
    if b" 101 " not in answer:
        raise ConnectionError(answer[:200])
    return opened


def read_frame(opened: socket.socket) -> bytes:
    """Return the text of the next frame. Raises ConnectionError."""
    first, size = _exactly(opened, 2)
    if size == 126:
        size = int.from_bytes(_exactly(opened, 2), "big")
    content = _exactly(opened, size)
    if first & 0x0F != 1:
        raise ConnectionError(content)
    return content


def _exactly(opened: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        more = opened.recv(size - len(found))
        if not more:
            raise ConnectionError("closed")
        found += more
    return found
