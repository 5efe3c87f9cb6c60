"""A small tool and its test against the program plex-sim. Nothing but Python is needed."""

import json
import os
import subprocess
import unittest
import urllib.request


def ask(url, method="GET", body=None):
    data = None if body is None else json.dumps(body).encode()
    headers = {"Accept": "application/json"}
    with urllib.request.urlopen(
        urllib.request.Request(url, data, headers, method=method), timeout=10
    ) as answer:
        return json.loads(answer.read() or "null")


def cancel_downloads(server):
    """The tool: cancels every download that runs, and returns how many there were."""
    listed = ask(f"{server}/activities")["MediaContainer"].get("Activity", [])
    downloads = [found["uuid"] for found in listed if found["type"] == "media.download"]
    for uuid in downloads:
        ask(f"{server}/activities/{uuid}", "DELETE")
    return len(downloads)


class CancelDownloads(unittest.TestCase):
    def test_only_downloads_are_cancelled(self):
        program = [os.environ.get("PLEX_SIM", "plex-sim"), "--scenario", "none", "--exit-with-stdin"]
        pipe = subprocess.PIPE
        # At the end of the block standard input closes, and so the server exits.
        with subprocess.Popen(program, stdin=pipe, stdout=pipe, text=True) as sim:
            server = sim.stdout.readline().strip()
            for kind in ["media.download", "media.download", "library.update.section"]:
                ask(f"{server}/sim/activities", "POST", {"kind": kind, "cancellable": True})
            self.assertEqual(cancel_downloads(server), 2)
            left = ask(f"{server}/sim/")["activities"]
            self.assertEqual([found["type"] for found in left], ["library.update.section"])


if __name__ == "__main__":
    unittest.main()
