#!/usr/bin/env python3
"""What clients that others wrote cost, beside the SDK and the floor of `cargo xtask perf`.

    python3 tests/third_party_clients/costs/measure.py [--rounds N] [--only WORD]

Builds the programs of `cargo xtask perf`, installs the pinned packages under `target/`, and runs each
client as a process of its own against a `plex-sim` of its own. The processor time of a unit is that
of a run with many less that of a run with few, so that start and end of the process are in no
figure; the peak memory is that of the run with many. Prints a table in Markdown, and takes some ten
minutes. For Linux, with Python, Node and cargo.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import threading
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PLACE = ROOT / "target" / "peers-costs"
TOKEN = "made-up-Token_7xKqZ2"
RUNNING, STEPS = 20, 10
ROUND = RUNNING * STEPS
# No run takes that long.
PATIENCE = 180

# The measured programs: name, command, and the numbers of units that are few and many. A unit is a list
# of 20 activities, or a round of 200 notifications.
LISTS = [
    ("floor (reqwest, serde_json)", ["perf_floor", "list"], (100, 3100)),
    ("plex-api (this SDK)", ["perf_sdk", "list"], (100, 3100)),
    ("node-plex-api (Node) {plex-api}", ["node", "list_node_plex_api.mjs"], (50, 650)),
    ("PlexAPI (Python) {PlexAPI}", ["python", "list_plexapi.py"], (50, 450)),
    ("plex-api-client (Python) {plex-api-client}", ["python", "list_plex_api_client.py"], (50, 450)),
    ("plexjs (Node) {@lukehagar/plexjs}", ["node", "list_plexjs.mjs"], (50, 650)),
]
NOTIFICATIONS = [
    ("floor (tokio-tungstenite, serde_json)", ["perf_floor", "notify"], (5, 155)),
    ("plex-api (this SDK)", ["perf_sdk", "notify", "0"], (5, 155)),
    ("plexwebsocket (Python) {plexwebsocket}", ["python", "notify_plexwebsocket.py"], (5, 105)),
    ("PlexAPI's listener (Python) {PlexAPI}", ["python", "notify_plexapi.py"], (5, 35)),
]


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--only", default="", help="measure only names with this in them")
    options = arguments.parse_args()
    programs = {**built(), **installed()}
    print(f"{datetime.date.today()}, rounds: {options.rounds}; "
          f"Python {platform.python_version()}, Node {programs['versions']['node']}\n")
    for title, unit, table, per in [
        ("a list of 20 activities", "µs", LISTS, 1),
        ("a notification", "µs", NOTIFICATIONS, ROUND),
    ]:
        wanted = [row for at, row in enumerate(table) if at == 0 or options.only in row[0]]
        rows = measured(programs, wanted, options.rounds, per)
        print(f"| Processor time of {title} | {unit} | by the floor | peak memory |")
        print("|---|---|---|---|")
        for row in rows:
            print(row)
        print(flush=True)


def measured(programs, table, rounds, per):
    """Everybody once in each round, so that all are of the same moment."""
    costs = [[] for _ in table]
    memory = [0] * len(table)
    troubles = [None] * len(table)
    for _ in range(rounds):
        for at, (_, command, (few, many)) in enumerate(table):
            if troubles[at]:
                continue
            try:
                less, _ = run(programs, command, few, per > 1)
                more, peak = run(programs, command, many, per > 1)
            except (OSError, RuntimeError) as error:
                troubles[at] = str(error).replace("\n", " ")
                continue
            costs[at].append((more - less) / ((many - few) * per) * 1e6)
            memory[at] = max(memory[at], peak)
    rows = []
    for at, (name, _, _) in enumerate(table):
        name = re.sub(r"\{(.*)\}", lambda found: programs["versions"][found[1]], name)
        if troubles[at]:
            rows.append(f"| {name} | could not be measured: {troubles[at]} | | |")
            continue
        ratios = [own / floor for own, floor in zip(costs[at], costs[0])]
        rows.append(
            f"| {name} | {statistics.median(costs[at]):.1f} | {statistics.median(ratios):.1f}x "
            f"({min(ratios):.1f}-{max(ratios):.1f}) | {memory[at] / 1024:.1f} MiB |"
        )
    return rows


def run(programs, command, count, notified):
    """The processor time of a whole run in seconds, and its peak memory in KiB."""
    program, *arguments = command
    arguments = [str(PLACE / one) if "." in one else one for one in arguments]
    if not notified:
        arguments.append(str(count))
    with Simulator(programs["plex-sim"]) as sim:
        for number in range(RUNNING):
            sim.post("/activities", started(number))
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(PLACE), "PERF_URL": sim.url,
            "PLEX_URL": sim.url, "PLEX_TOKEN": TOKEN, "PERF_COSTS": "1",
        }
        child = subprocess.Popen(
            [programs[program], *arguments], env=environment, cwd=PLACE,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        stop = threading.Timer(PATIENCE, child.kill)
        stop.start()
        try:
            if notified:
                sim.get("/wait?streams=1&within=20s")
                entries = [updated(number, 10 * step + 5)
                           for step in range(STEPS) for number in range(RUNNING)]
                sim.post("/bursts", {"notifications": entries, "rounds": count})
                sim.post("/notifications", ended())
            said = child.stdout.read().decode()
            complaint = child.stderr.read().decode(errors="replace").strip()
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        finally:
            stop.cancel()
            if child.returncode is None:
                child.kill()
                child.wait()
        if child.returncode != 0:
            last = complaint.splitlines()[-1] if complaint else ""
            raise RuntimeError(f"it ended with {child.returncode}: {last}")
        # The system's value is at least the memory of this program when it started the other: too much for
        # our own programs, which print their value.
        own = re.search(r"^peak_kib (\d+)$", said, re.MULTILINE)
        peak = int(own[1]) if own else usage.ru_maxrss
        return usage.ru_utime + usage.ru_stime, peak


class Simulator:
    """One `plex-sim` in a process of its own, ended with the block."""

    def __init__(self, program):
        self.child = subprocess.Popen(
            [program, "--scenario", "none"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            text=True,
        )
        self.url = self.child.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.kill()
        self.child.wait()
        self.child.stdout.close()

    def post(self, path, body):
        self.ask(urllib.request.Request(f"{self.url}/sim{path}", json.dumps(body).encode()))

    def get(self, path):
        self.ask(urllib.request.Request(f"{self.url}/sim{path}"))

    @staticmethod
    def ask(request):
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            answer.read()


# The load is that of `cargo xtask perf`: see xtask/src/perf/load.rs.


def activity(number, part):
    scans = number % 2 == 0
    context = {"librarySectionID": "1"}
    if not scans:
        context |= {"accessible": True, "analyzed": False, "exists": True, "refreshed": False,
                    "key": f"/library/metadata/{4700 + number}"}
    return {
        "uuid": f"{number:02}3a1a7c-9a7e-4f29-8d3c-2f4f6a1f7c11",
        "type": "library.update.section" if scans else "library.update.item.metadata",
        "title": "Scanning Movies" if scans else "Updating metadata",
        "subtitle": f"A Quiet Harbour, part {part if scans else number} (1987)",
        "context": context,
    }


def started(number):
    found = activity(number, 1)
    subtitle = found.pop("subtitle")
    return {**found, "subtitles": [subtitle], "progress": 1}


def updated(number, progress):
    found = activity(number, progress)
    context = found.pop("context")
    told = {**found, "cancellable": False, "userID": 1, "progress": progress, "Context": context}
    return notification({"event": "updated", "uuid": found["uuid"], "Activity": told})


def ended():
    last = {"uuid": "last", "type": "media.download", "cancellable": False, "userID": 1,
            "title": "The last", "subtitle": "", "progress": 100}
    return notification({"event": "ended", "uuid": "last", "Activity": last})


def notification(entry):
    return {"type": "activity", "key": "ActivityNotification", "body": entry}


def built():
    """The programs of the workspace, by their names."""
    command = ["cargo", "build", "--profile", "bench", "--locked", "-p", "plex-api-tests", "-p", "plex-sim",
               "--bench", "perf_floor", "--bench", "perf_sdk",
               "--bin", "plex-sim", "--message-format=json-render-diagnostics"]
    told = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    messages = [json.loads(line) for line in told.splitlines()]
    return {one["target"]["name"]: one["executable"] for one in messages if one.get("executable")}


def installed():
    """Python and Node with the pinned packages, under `target/`, and all versions."""
    PLACE.mkdir(parents=True, exist_ok=True)
    for file in [*HERE.glob("*_*.py"), *HERE.glob("*.mjs"), *HERE.glob("package*.json"),
                 HERE / ".npmrc"]:
        shutil.copy(file, PLACE)
    venv = PLACE / "venv"
    wanted = (HERE / "requirements.txt").read_text()
    python = venv / "bin" / "python"
    quiet = {"check": True, "cwd": PLACE, "stdout": sys.stderr}
    subprocess.run([sys.executable, "-m", "venv", str(venv)], **quiet)
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", "-r",
                    str(HERE / "requirements.txt")], **quiet)
    subprocess.run(["npm", "ci", "--silent"], **quiet)
    versions = dict(line.split("==") for line in wanted.split())
    versions |= json.loads((HERE / "package.json").read_text())["dependencies"]
    node = shutil.which("node")
    told = subprocess.run([node, "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
    versions["node"] = told.strip().lstrip("v")
    return {"python": str(python), "node": node, "versions": versions}


if __name__ == "__main__":
    main()
