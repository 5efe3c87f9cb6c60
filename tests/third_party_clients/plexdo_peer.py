"""plexdo, a command line over PlexAPI: libraries, scans and their status."""

import contextlib
import importlib.metadata
import io
import json
import os
import tempfile

from steering import TOKEN, URL, say, sim

home = tempfile.TemporaryDirectory()
os.environ["HOME"] = home.name
settings = os.path.join(home.name, ".local", "etc")
os.makedirs(settings)
token_file = os.path.join(home.name, "token")
for path, text in [(token_file, json.dumps({"@admin": TOKEN})),
                   (os.path.join(settings, "plexdo.ini"), f"[plex]\nurl = {URL}\ntoken_path = {token_file}\n")]:
    with open(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
        file.write(text)

from plexdo.cli import main


def run(*arguments):
    """What the command prints to either output, or why it ended."""
    out, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
        try:
            main(list(arguments))
        except SystemExit as end:
            return f"exit: {end.code}"
    return (out.getvalue() or errors.getvalue()).strip()


def rows(*arguments):
    return json.loads(run("--json", *arguments))


say("version", importlib.metadata.version("plexdo"))
say("list-libraries", rows("list-libraries"))
server = rows("status", "--section", "server")
say("status --section server", f'{server["name"]}, {server["version"]}, subscription={server["myPlexSubscription"]}')
say("status --section tasks", f'{len(rows("status", "--section", "tasks"))} tasks')
say("status --section sessions", rows("status", "--section", "sessions"))
say("list-titles Movies", rows("list-titles", "Movies"))
sim("PUT", "/clock", {"paused": True})
say("rescan --status", run("rescan", "--status"))
say("rescan Movies", run("rescan", "Movies"))
running = rows("rescan", "--status")
say("rescan --status", [{key: row[key] for key in ("type", "title", "progress")} for row in running])
say("status --section scans", [row["title"] for row in rows("status", "--section", "scans")])
say("rescan --now 2", run("rescan", "--now", "2"))
say("rescan --status", [row["title"] for row in rows("rescan", "--status")])
say("rescan Nothing", run("rescan", "Nothing").split(". ")[0])
sim("PUT", "/clock", {"rate": 100})
sim("GET", "/wait?activities=0")
say("rescan --status", run("rescan", "--status"))
