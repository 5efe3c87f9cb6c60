"""PlexTraktSync: its commands `info` and `watch`, which follows the server's notifications."""

import contextlib
import importlib.metadata
import io
import json
import logging
import os
import queue
import re
import sys
import tempfile
import threading

from steering import TOKEN, URL, rhythm, say, sim

home = tempfile.TemporaryDirectory()
for name in ("CONFIG", "CACHE", "LOG"):
    os.environ[f"PTS_{name}_DIR"] = home.name
os.environ["PLEX_SERVER"] = "sim"
with open(os.path.join(home.name, "servers.yml"), "w", encoding="utf-8") as servers:
    json.dump({"servers": {"sim": {"token": TOKEN, "urls": [URL]}}}, servers)

from plextraktsync.commands.info import info
from plextraktsync.commands.watch import watch
from plextraktsync.factory import factory
from plextraktsync.watch.events import ActivityNotification, StatusNotification, TimelineEntry

said = queue.Queue()


def without_links(text):
    """The links and colours of a terminal are in brackets."""
    return re.sub(r"\[link=[^]]*\]|\[/?[a-z]*\]", "", text)


class Said(logging.Handler):
    def emit(self, record):
        said.put(without_links(record.getMessage()))


def said_with(text):
    """The next line that the application logs with this text."""
    while True:
        line = said.get(timeout=20)
        if text in line:
            return line


say("version", importlib.metadata.version("PlexTraktSync"))
# The application sets its log up when it is first used, and ours takes its place.
with contextlib.redirect_stdout(io.StringIO()):
    factory.logger.info("begin")
logging.getLogger().handlers = [Said()]
lines = []
info(print=lambda line: lines.append(without_links(line)))
say("info", "; ".join(line.split(", updated")[0].strip() for line in lines if "Plex Server version" in line or "- " in line))

# Beside the listeners of `watch`, two that print the incoming messages.
activities, told = queue.Queue(), queue.Queue()
factory.web_socket_listener.on(ActivityNotification, activities.put)
factory.web_socket_listener.on(StatusNotification, told.put)
factory.web_socket_listener.on(TimelineEntry, told.put)
threading.Thread(target=watch, args=("sim",), daemon=True).start()
say("watch", said_with("Server connected"))
sim("GET", "/wait?streams=1")
factory.plex_api.library_sections[1].section.update()
heard = []
while not heard or heard[-1]["event"] != "ended":
    heard.append(activities.get(timeout=20))
say("ActivityNotification of a scan", rhythm(heard))
begun, created, processed, ended = (told.get(timeout=20) for _ in range(4))
say("StatusNotification", [begun["title"], ended["title"]])
say("TimelineEntry", [created.title, created.state, created.metadata_state, processed.title, processed.state])

sim("POST", "/activities", {"type": "library.refresh.items", "uuid": "i-1",
                            "context": {"key": "/library/metadata/513"}})
sim("POST", "/activities/i-1/end")
say("an item's refresh has ended", said_with("Skipping"))
sim("POST", "/notifications", {"type": "timeline", "key": "TimelineEntry", "body": {
    "identifier": "com.plexapp.plugins.library", "sectionID": "1", "itemID": "514", "type": 1,
    "title": "Far From Winter (1974)", "state": 9, "metadataState": "deleted", "updatedAt": 1}})
say("an item is deleted", said_with("on_delete"))
# The listener's threads end with the program.
sys.stdout.flush()
os._exit(0)
