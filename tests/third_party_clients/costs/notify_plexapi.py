"""PlexAPI's listener for Python hears notifications until the activity `last` ends."""

import os
import threading

from plexapi.server import PlexServer

ended = threading.Event()


def heard(alert):
    for one in alert.get("ActivityNotification", []):
        if one["event"] == "ended" and one["uuid"] == "last":
            ended.set()


plex = PlexServer(os.environ["PLEX_URL"], os.environ["PLEX_TOKEN"])
listener = plex.startAlertListener(heard)
ended.wait()
listener.stop()
