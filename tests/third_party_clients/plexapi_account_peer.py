"""PlexAPI for Python: signs in with a code and with a key, lists servers, connects, searches the network.

Nothing of it is changed but where GDM sends its question, which is a literal there. Its addresses of
plex.tv are fixed too, so it speaks through the simulator's CONNECT proxy: see `HTTPS_PROXY` and
`REQUESTS_CA_BUNDLE` in the environment.
"""

import json
import os
import socket
import types
import urllib.request

import plexapi
from plexapi import gdm
from plexapi.exceptions import BadRequest, Unauthorized
from plexapi.myplex import MyPlexAccount, MyPlexJWTLogin, MyPlexPinLogin

from steering import say, sim

PLEX_TV = os.environ["PLEX_TV_URL"]
GDM_PORT = int(os.environ["GDM_PORT"])


def tv(method, path, body=None):
    """A control request to the account service."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{PLEX_TV}/sim{path}", data, method=method)
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def refusal(call):
    try:
        call()
    except (BadRequest, Unauthorized) as error:
        return f"{type(error).__name__} {str(error).split(';')[0].split(' http')[0]}"
    return "no error"


say("version", plexapi.VERSION)

login = MyPlexPinLogin()
say("MyPlexPinLogin().pin", f"{len(login.pin)} characters")
say("checkLogin() before", login.checkLogin())
tv("POST", "/link", {"code": login.pin})
say("checkLogin() after", login.checkLogin())
say("token", f"{len(login.token)} characters")
browser = MyPlexPinLogin(oauth=True)
browser.run(timeout=30)
tv("POST", "/link", {"code": browser._code})
say("MyPlexPinLogin(oauth=True).waitForLogin()", browser.waitForLogin())
late = MyPlexPinLogin()
say("a second PIN", f"{len(late.pin)} characters")
tv("POST", "/clock", {"advance": "16m"})
say("checkLogin() after 16 minutes", f"{late.checkLogin()}, expired={late.expired}")
tv("POST", "/clock", {"rewind": "16m"})

account = MyPlexAccount(token=login.token)
say("MyPlexAccount(token)", f"{account.username}, subscription {account.subscriptionStatus}")
say("ping()", account.ping())
tv("PUT", "/connections", [
    {"kind": "good"},
    {"kind": "refused"},
    {"kind": "slow", "delay": "100ms", "relay": True},
])
found = account.resources()
say("resources()", [f"{one.name} {one.provides} owned={one.owned}" for one in found])
say("connections", [f"{one.protocol} local={one.local} relay={one.relay}" for one in found[0].connections])
server = found[0].connect(timeout=5)
say("connect()", f"{server.friendlyName}, {len(server.library.sections())} sections")
say("devices()", sorted(one.product for one in account.devices()))
say("the account token at the server", refusal(
    lambda: plexapi.server.PlexServer(os.environ["PLEX_URL"], login.token)))

identifier = {"X-Plex-Client-Identifier": "6f0c1d2e-0000-4000-8000-0000000000c7"}
keyed = MyPlexJWTLogin(headers=identifier, oauth=True)
keyed.generateKeypair()
keyed.run(timeout=30)
tv("POST", "/link", {"code": keyed._code})
say("MyPlexJWTLogin(oauth=True).waitForLogin()", keyed.waitForLogin())
claims = keyed.decodedJWT
say("decodedJWT", f"{claims['iss']}, {(claims['exp'] - claims['iat']) // 86400} days, user {claims['user']}")
first = keyed.jwtToken
tv("POST", "/keys")
say("refreshJWT() after a rotation of keys", f"new={keyed.refreshJWT() != first}, verified={keyed.verifyJWT()}")
say("MyPlexAccount(token=JWT)", MyPlexAccount(token=keyed.jwtToken).username)

registering = MyPlexJWTLogin(token=login.token)
registering.generateKeypair()
registering.registerDevice()
say("registerDevice() and refreshJWT()", f"{registering.refreshJWT().count('.')} points")
say("the legacy token afterwards", refusal(lambda: MyPlexAccount(token=login.token)))

account = MyPlexAccount(token=registering.jwtToken)
account.signout()
say("signout()", refusal(account.ping))


class LoopbackSocket(socket.socket):
    """Sends GDM's question to the simulator instead of to the whole network."""

    def sendto(self, data, _):
        return super().sendto(data, ("127.0.0.1", GDM_PORT))


names = {name: getattr(socket, name) for name in dir(socket)}
gdm.socket = types.SimpleNamespace(**{**names, "socket": LoopbackSocket})
search = gdm.GDM()
search.scan()
say("GDM().scan()", [f"{one['data']['Name']} {one['data']['Content-Type']}" for one in search.entries])
sim("PUT", "/gdm", ["gdm-answer-server.bin", "gdm-answer-server.bin", "gdm-answer-player.bin",
                    "constructed-gdm-answer-not-gdm.bin"])
search.scan()
say("GDM().scan() of several", [f"{one['data']['Name']} {one['data']['Port']}" for one in search.entries])
sim("PUT", "/gdm", ["constructed-gdm-answer-colon-in-name.bin"])
try:
    search.scan()
    say("GDM().scan() of a name with a colon", search.entries)
except ValueError as error:
    say("GDM().scan() of a name with a colon", f"ValueError {error}")
