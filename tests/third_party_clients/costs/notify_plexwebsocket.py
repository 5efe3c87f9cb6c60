"""plexwebsocket for Python, as Home Assistant uses it, hears until the activity `last` ends."""

import asyncio
import os

from plexapi.server import PlexServer
from plexwebsocket import PlexWebsocket


async def main():
    ended = asyncio.Event()

    def heard(kind, data, _error):
        if kind == "activity":
            for one in data["ActivityNotification"]:
                if one["event"] == "ended" and one["uuid"] == "last":
                    ended.set()

    plex = await asyncio.to_thread(PlexServer, os.environ["PLEX_URL"], os.environ["PLEX_TOKEN"])
    socket = PlexWebsocket(plex, heard, subscriptions=["activity"])
    listening = asyncio.create_task(socket.listen())
    await ended.wait()
    socket.close()
    await socket.session.close()
    await listening


asyncio.run(main())
