"""Eight people post as fast as they are acknowledged; prints messages per second as JSON.

python -m tests.rooms.fanout.posting PORT PATH SECONDS COOKIE…
"""

import asyncio
import json
import sys
import time
from uuid import uuid4

from websockets.asyncio.client import connect

from tests.rooms.fanout.wire import PAYLOAD


async def post(port: int, path: str, cookie: str, until: float) -> int:
    """Return how many messages of one person were acknowledged until then."""
    acknowledged = 0
    headers = {"Cookie": cookie, "Origin": f"http://127.0.0.1:{port}"}
    async with connect(f"ws://127.0.0.1:{port}{path}", additional_headers=headers, ping_interval=None) as line:
        while time.monotonic() < until:
            frame = {"type": "post", "client_id": str(uuid4()), "body": "x" * PAYLOAD, "reply_to": None}
            await line.send(json.dumps(frame))
            while json.loads(await line.recv())["type"] != "ack":
                continue
            acknowledged += 1
    return acknowledged


async def main() -> None:
    """Measure."""
    port, path, seconds, *cookies = sys.argv[1:]
    start = time.monotonic()
    until = start + float(seconds)
    counts = await asyncio.gather(*(post(int(port), path, cookie, until) for cookie in cookies))
    sys.stdout.write(json.dumps({"rate": sum(counts) / (time.monotonic() - start)}) + "\n")


if __name__ == "__main__":
    asyncio.run(main())
