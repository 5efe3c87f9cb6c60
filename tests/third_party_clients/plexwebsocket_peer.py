"""plexwebsocket for Python, as Home Assistant uses it: listens, survives a cut, is refused."""

import asyncio

import plexwebsocket
from plexapi.server import PlexServer
from plexwebsocket import PlexWebsocket

from steering import TOKEN, URL, rhythm, say, sim


async def main():
    say("version", plexwebsocket.__version__)
    plex = await asyncio.to_thread(PlexServer, URL, TOKEN)
    told, states, ended = [], [], asyncio.Event()

    def heard(kind, data, error):
        if kind == plexwebsocket.SIGNAL_CONNECTION_STATE:
            states.append(data if error is None else f"{data} ({error})")
            return
        if kind == "activity":
            told.extend(data["ActivityNotification"])
            if told[-1]["event"] == "ended":
                ended.set()

    socket = PlexWebsocket(plex, heard, subscriptions=["activity"])
    listening = asyncio.create_task(socket.listen())
    await asyncio.to_thread(sim, "GET", "/wait?streams=1")
    await asyncio.to_thread(plex.library.section("TV Shows").update)
    await asyncio.wait_for(ended.wait(), 20)
    say('listen(), subscriptions=["activity"]', rhythm(told))

    told.clear()
    ended.clear()
    await asyncio.to_thread(sim, "POST", "/faults", "cut-streams")
    # It waits five seconds of its own before it comes back.
    await asyncio.to_thread(sim, "GET", "/wait?streams=1&within=20s")
    job = {"type": "media.download", "title": "A download", "steps": 1, "every": "10ms"}
    await asyncio.to_thread(sim, "POST", "/activities", job)
    await asyncio.wait_for(ended.wait(), 20)
    say("listen() after a cut", rhythm(told))
    say("states", states)

    socket.close()
    await socket.session.close()
    await asyncio.wait_for(listening, 20)
    say("close()", socket.state)

    refused = []
    wrong = PlexServer(URL, TOKEN)
    wrong._token = "wrong"
    stranger = PlexWebsocket(wrong, lambda *all: refused.append(all))
    await asyncio.wait_for(stranger.listen(), 20)
    await stranger.session.close()
    say("listen() with a wrong token", f"{refused[-1][1]} ({refused[-1][2]})")


asyncio.run(main())
