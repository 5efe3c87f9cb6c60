// plex-api for Node, with the requests that Overseerr and Jellyseerr make through it.

import { readFileSync } from "node:fs";
import PlexAPI from "plex-api";
import { say, sim, token, url } from "./steering.mjs";

const manifest = new URL("../package.json", import.meta.resolve("plex-api"));
say("version", JSON.parse(readFileSync(manifest)).version);

const { hostname, port } = new URL(url);
const client = (own) => new PlexAPI({
  hostname, port, https: false, token: own,
  authenticator: { authenticate: (_, done) => done(undefined, own) },
  options: { identifier: "peer", product: "Overseerr", deviceName: "Overseerr", platform: "Overseerr" },
});
const plex = client(token);
const refusal = async (call) => {
  try {
    return await call();
  } catch (error) {
    return `${error.name} ${error.message}`;
  }
};

const { MediaContainer: status } = await plex.query("/");
say('query("/")', `${status.friendlyName}, ${status.version}`);
say('query("/") with a wrong token', await refusal(() => client("wrong").query("/")));
const { MediaContainer: { Directory: sections } } = await plex.query("/library/sections");
say('query("/library/sections")', sections.map(({ key, type, title, agent }) => `${key} ${type} ${title} ${agent}`));
const found = await plex.find("/library/sections", { type: "movie" });
say("find() of a type", found.map(({ title }) => title));

const { MediaContainer: contents } = await plex.query({
  uri: "/library/sections/1/all?includeGuids=1",
  extraHeaders: { "X-Plex-Container-Start": "0", "X-Plex-Container-Size": "50" },
});
say("a section's contents", `${contents.totalSize} ${JSON.stringify(contents.Metadata ?? [])}`);
const { MediaContainer: recent } = await plex.query("/library/sections/2/all?type=4&sort=addedAt%3Adesc&addedAt>>=1790000000");
say("recently added", `${recent.size} ${JSON.stringify(recent.Metadata ?? [])}`);

await sim("POST", "/activities", {
  type: "library.refresh.items", uuid: "i-1", context: { key: "/library/metadata/513" },
});
const { MediaContainer: { Metadata: [item] } } = await plex.query("/library/metadata/513?includeChildren=1");
say("an item that an activity names", `${item.ratingKey} ${item.type} ${item.title}`);
const { MediaContainer: children } = await plex.query("/library/metadata/513/children");
say("its children", children);
say("an unknown item", await refusal(() => plex.query("/library/metadata/514")));
await sim("POST", "/activities/i-1/end");

say("perform() of a refresh", (await plex.perform("/library/sections/1/refresh")) ?? "done");
const refreshing = await plex.find("/library/sections", { refreshing: true });
say("refreshing", refreshing.map(({ title }) => title));
await sim("GET", "/wait?activities=0");
say("refreshing at the end", await plex.find("/library/sections", { refreshing: true }));
