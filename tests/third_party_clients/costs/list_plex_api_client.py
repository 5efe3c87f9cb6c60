"""plex-api-client for Python, generated from the public OpenAPI document, lists the activities."""

import os
import sys

from plex_api_client import PlexAPI
from plex_api_client.models.components import Accepts

url, token = os.environ["PLEX_URL"], os.environ["PLEX_TOKEN"]
with PlexAPI(token=token, server_url=url, accepts=Accepts.APPLICATION_JSON) as plex:
    for _ in range(int(sys.argv[1])):
        answer = plex.activities.list_activities()
        assert len(answer.object.media_container.activity) == 20
