"""PlexAPI for Python: connects, lists, scans, and listens over its AlertListener."""

import queue

import plexapi
from plexapi.exceptions import BadRequest, NotFound, Unauthorized
from plexapi.server import PlexServer

from steering import TOKEN, URL, rhythm, say, sim


def refusal(call):
    try:
        call()
    except (BadRequest, NotFound, Unauthorized) as error:
        return f"{type(error).__name__} {str(error).split(';')[0].split('. ')[0]}"
    return "no error"


say("version", plexapi.VERSION)
plex = PlexServer(URL, TOKEN)
say("PlexServer(url, token)", f"{plex.friendlyName}, {plex.platform}, {plex.version}")
say("PlexServer(url, wrong token)", refusal(lambda: PlexServer(URL, "wrong")))
say("identity().machineIdentifier", plex.identity().machineIdentifier == plex.machineIdentifier)
say("activities", plex.activities)

sim("POST", "/activities", {"type": "media.download", "title": "A download", "progress": 12,
                            "cancellable": True, "uuid": "d-1"})
found = plex.activities[0]
say("activities with a download", f"{found.uuid} {found.type} {found.progress} "
    f'"{found.title}" cancellable={found.cancellable}')
say("query(DELETE activities/d-1)",
    plex.query("/activities/d-1", method=plex._session.delete))
say("query(DELETE activities/d-1) again",
    refusal(lambda: plex.query("/activities/d-1", method=plex._session.delete)))

library = plex.library
say("library.reload()", type(library.reload()).__name__)
say("library.sections()", [f"{found.key} {found.type} {found.title}" for found in library.sections()])
section = library.section("Movies")
say('library.section("Movies")', f"{section.agent}, {section.scanner}, {section.locations}")
say('library.section("Nothing")', refusal(lambda: library.section("Nothing")))
say("section.totalSize", section.totalSize)

alerts = queue.Queue()
failures = []
listener = plex.startAlertListener(alerts.put, failures.append)
sim("GET", "/wait?streams=1")
say("section.update()", type(section.update()).__name__)
kinds, told = [], []
while not told or told[-1]["event"] != "ended":
    alert = alerts.get(timeout=20)
    kinds.append(alert["type"])
    told += alert.get("ActivityNotification", [])
say("AlertListener: activity", rhythm(told))
say("AlertListener: Context", told[1]["Activity"]["Context"])
say("AlertListener: kinds", sorted(set(kinds)))

sim("PUT", "/clock", {"paused": True})
say("section.refresh()", type(section.refresh()).__name__)
say("library.section refreshing", library.sectionByID(1).reload().refreshing)
say("section.cancelUpdate()", type(section.cancelUpdate()).__name__)
say("activities after cancelUpdate()", plex.activities)
say("section.analyze()", type(section.analyze()).__name__)
say("section.emptyTrash()", type(section.emptyTrash()).__name__)
say("library.update()", type(library.update()).__name__)
say("activities after library.update()", sorted(found.type for found in plex.activities))
say("library.cancelUpdate()", type(library.cancelUpdate()).__name__)
say("library.optimize()", type(library.optimize()).__name__)
say("library.cleanBundles()", type(library.cleanBundles()).__name__)
say("butlerTasks()", f"{len(plex.butlerTasks())}, first {plex.butlerTasks()[0].name}")
say('runButlerTask("BackupDatabase")', type(plex.runButlerTask("BackupDatabase")).__name__)
say('runButlerTask("Nothing")', refusal(lambda: plex.runButlerTask("Nothing")))
sim("POST", "/activities", {"type": "library.refresh.items", "uuid": "i-1",
                            "context": {"key": "/library/metadata/513"}})
item = plex.fetchItem(513)
say("fetchItem(513)", f"{type(item).__name__} {item.title}")
say("item.refresh()", type(item.refresh()).__name__)
say("item.analyze()", type(item.analyze()).__name__)
say("activities at the end", sorted(found.type for found in plex.activities))
say("systemAccounts()", [f"{found.id} {found.name}" for found in plex.systemAccounts()])
say("sessions()", plex.sessions())
sim("PUT", "/lists/sessions", [
    {"type": kind, "title": title, "ratingKey": key, "key": f"/library/metadata/{key}", "sessionKey": key,
     "viewOffset": 61000, "User": {"id": 1, "title": "owner"},
     "Player": {"state": state, "title": "A player", "machineIdentifier": "p-1"},
     "Session": {"id": f"s-{key}", "bandwidth": 5212, "location": "lan"}}
    for kind, title, key, state in [("movie", "Blue Lantern", "101", "playing"), ("track", "A song", "102", "paused")]])
say("sessions() while two play", [
    f"{type(one).__name__} {one.title} {one.player.state} {one.session.id}" for one in plex.sessions()])
say("transcodeSessions()", plex.transcodeSessions())
say("clients()", plex.clients())

listener.stop()
listener.join(20)
say("AlertListener.stop()", f"running={listener.is_alive()}, errors={failures}")
