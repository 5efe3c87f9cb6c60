"""plex-nfs-watchdog: scans folders at request, and when files appear in them."""

import importlib.metadata
import os
import re
import signal
import subprocess
import sys
import tempfile

from steering import TOKEN, URL, say, sim

home = tempfile.TemporaryDirectory()
films = os.path.join(home.name, "films")
os.mkdir(films)
sim("POST", "/sections", {"id": "7", "type": "movie", "title": "Films", "locations": ["/mnt/films"]})


def start(*arguments):
    command = [sys.executable, "-m", "plex_nfs_watchdog.plex_nfs_watchdog", *arguments]
    environment = {**os.environ, "HOME": home.name}
    return subprocess.Popen(command, env=environment, preexec_fn=hear_sigint, stderr=subprocess.PIPE, text=True)


def hear_sigint():
    """A shell lets the programs that it starts in the background ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def lines(process):
    """What it logs, without colours and kinds."""
    for line in process.stderr:
        text = re.sub(r"\x1b\[[0-9;]*m", "", line).strip()
        yield text.split(":\t")[-1].replace(home.name, "")


def line_with(said, text):
    return next(line for line in said if text in line)


say("version", importlib.metadata.version("plex-nfs-watchdog"))
target = ["--host", URL, "--token", TOKEN]
manual = start("--scan", "--paths", os.path.join(films, "Blue Lantern (2014)"), *target)
said = lines(manual)
say("--scan: connected", line_with(said, "Connected"))
say("--scan", line_with(said, "Requesting"))
say("--scan: exit", manual.wait(20))

sim("GET", "/wait?activities=0")
daemon = start("--daemon", "--paths", films, "--listeners", "create", "--interval", "1", *target)
said = lines(daemon)
say("--daemon", line_with(said, "Ready"))
sim("PUT", "/clock", {"paused": True})
sim("POST", "/activities", {"type": "library.update.section", "section": "1", "uuid": "s-1"})
with open(os.path.join(films, "Cartographers (2003).mkv"), "w", encoding="utf-8"):
    pass
say("a file appears", line_with(said, "Adding"))
say("while a section is scanned", line_with(said, "refreshing"))
sim("POST", "/activities/s-1/end")
say("when the scan has ended", line_with(said, "Requesting"))
sim("GET", "/wait?request=GET%20/library/sections/7/refresh&times=2")
daemon.send_signal(signal.SIGINT)
say("SIGINT", line_with(said, "Detected"))
daemon.wait(20)
