"""Steers plex-sim under /sim/, and says what a client's calls returned."""

import json
import os
import urllib.request

URL = os.environ["PLEX_URL"]
TOKEN = os.environ["PLEX_TOKEN"]


def sim(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{URL}/sim{path}", data, method=method)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def say(call, returned):
    """One row of the table in README.md."""
    print(f"{call}\t{returned}", flush=True)


def brief(notification):
    """An activity notification in one word each: event, progress, title."""
    activity = notification["Activity"]
    return f'{notification["event"]} {activity["progress"]} "{activity["title"]}"'


def rhythm(notifications):
    """The first two, how many more, and the last."""
    told = [brief(one) for one in notifications]
    return f"{told[0]}, {told[1]}, {len(told) - 3} more, {told[-1]}"
