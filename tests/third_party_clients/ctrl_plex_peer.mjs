// @ctrl/plex, PlexAPI for Python in TypeScript: connects, lists, scans, and listens.

import { readFileSync } from "node:fs";
import { AlertListener, PlexServer } from "@ctrl/plex";
import { rhythm, say, sim, token, url } from "./steering.mjs";

const manifest = new URL("../../package.json", import.meta.resolve("@ctrl/plex"));
say("version", JSON.parse(readFileSync(manifest)).version);

const done = async (call) => {
  try {
    await call();
    return "done";
  } catch (error) {
    return `${error.name} ${error.statusCode ?? error.message}`;
  }
};
const names = (list) => list.map(({ title, type }) => `${title ?? ""} ${type ?? ""}`.trim());

const plex = new PlexServer(url, token);
await plex.connect();
say("connect()", `${plex.friendlyName}, ${plex.platform}, ${plex.version}`);
say("ownerFeatures", plex.ownerFeatures);
say("connect() with a wrong token", await done(() => new PlexServer(url, "wrong").connect()));
const library = await plex.library();
say("library().sections()", names(await library.sections()));
const section = await library.section("Movies");
say('library().section("Movies")', `${section.agent}, ${section.scanner}, ${section.locations.map(({ path }) => path)}`);
say("settings()", (await plex.settings()).get("FriendlyName").value);
say("history()", await plex.history());
say('search("Lantern")', await plex.search("Lantern"));
say("agents()", await plex.agents());
say("clients()", await plex.clients());
for (const list of ["all", "folders", "genres", "hubs", "playlists"]) {
  say(`section.${list}()`, await section[list]());
}
say("section.collections()", await done(() => section.collections()));
say("section.listFields()", await done(() => section.listFields()));
say("music.albums()", await (await library.section("Music")).albums());

const heard = [];
let ended;
const end = new Promise((resolve) => { ended = resolve; });
const listener = new AlertListener(plex, (alert) => {
  heard.push(alert);
  if (alert.StatusNotification?.some(({ title }) => title === "Library scan complete")) ended();
});
await listener.run();
say("section.update()", await done(() => section.update()));
await end;
const activities = heard.flatMap((alert) => alert.ActivityNotification ?? []);
say("AlertListener: activity", rhythm(activities));
const told = heard.flatMap((alert) => alert.StatusNotification ?? []);
say("AlertListener: status", told.map(({ title }) => title));
listener.stop();

await sim("PUT", "/clock", { paused: true });
say("section.refresh()", await done(() => section.refresh()));
say("refreshing", (await library.sectionByID(section.key)).refreshing);
say("section.cancelUpdate()", await done(() => section.cancelUpdate()));
say("section.emptyTrash()", await done(() => section.emptyTrash()));
say("section.deleteMediaPreviews()", await done(() => section.deleteMediaPreviews()));
say("library.emptyTrash()", await done(() => library.emptyTrash()));
say("library.optimize()", await done(() => library.optimize()));
say("section.analyze()", await done(() => section.analyze()));
const listed = await plex.query("/activities");
say("activities at the end", listed.MediaContainer.Activity.map(({ type }) => type));
