"""PlexAPI for Python lists the activities, so many times."""

import os
import sys

from plexapi.server import PlexServer

plex = PlexServer(os.environ["PLEX_URL"], os.environ["PLEX_TOKEN"])
for _ in range(int(sys.argv[1])):
    assert len(plex.activities) == 20
