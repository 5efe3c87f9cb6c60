// @lukehagar/plexjs, generated from the public OpenAPI document: lists and cancels, and the fate
// of its notifications.

import { readFileSync } from "node:fs";
import { PlexAPI } from "@lukehagar/plexjs";
import { say, sim, token, url, within } from "./steering.mjs";

const manifest = new URL("package.json", import.meta.resolve("@lukehagar/plexjs"));
say("version", JSON.parse(readFileSync(manifest)).version);

const sdk = new PlexAPI({ token, serverURL: url, accepts: "application/json" });
const refusal = async (call) => {
  try {
    return await call();
  } catch (error) {
    const issue = error.cause?.issues?.[0];
    const why = issue === undefined
      ? error.message.split(/[.:\n]/)[0]
      : `${issue.path.slice(1).join(".")}: ${issue.message}`;
    return `${error.name} ${error.statusCode}: ${why}`;
  }
};

const server = await sdk.general.getServerInfo({});
say("general.getServerInfo()", server.mediaContainerWithDirectory.mediaContainer);
const identity = await sdk.general.getIdentity();
say("general.getIdentity()", Object.keys(identity.object.mediaContainer));
say("library.getSections()", await refusal(() => sdk.library.getSections()));

await sim("POST", "/activities", {
  type: "media.download", title: "A download", progress: 12, cancellable: true, uuid: "d-1",
  context: { deviceID: "" },
});
await sim("POST", "/activities", { type: "library.update.section", section: "1", uuid: "s-1" });
const listed = await sdk.activities.listActivities();
for (const found of listed.object.mediaContainer.activity) {
  say(`activities.listActivities(): ${found.uuid}`, found);
}
const cancelled = await sdk.activities.cancelActivity({ activityId: "d-1" });
say("activities.cancelActivity(d-1)", cancelled.statusCode);
const cancel = (activityId) => refusal(() => sdk.activities.cancelActivity({ activityId }));
say("activities.cancelActivity(d-1) again", await cancel("d-1"));
say("activities.cancelActivity(s-1), a scan", await cancel("s-1"));
await sim("POST", "/activities/s-1/end");
const idle = await sdk.activities.listActivities();
say("activities.listActivities() when idle", idle.object.mediaContainer);
const stranger = new PlexAPI({ token: "wrong", serverURL: url, accepts: "application/json" });
say("listActivities() with a wrong token", await refusal(() => stranger.activities.listActivities()));

const refreshed = await sdk.library.refreshSection({ sectionId: 1 });
say("library.refreshSection(1)", refreshed.statusCode);
await sim("GET", "/wait?activities=0");
const tasks = await sdk.butler.getTasks();
say("butler.getTasks()", tasks.object.butlerTasks.butlerTask.length);
const started = await sdk.butler.startTask({ task: "BackupDatabase" });
say("butler.startTask(BackupDatabase)", started.statusCode);
await sim("GET", "/wait?activities=0");

// Real servers, and the simulator, call this stream text/event-stream.
const listen = () => refusal(async () => {
  const answer = await sdk.events.getNotifications({ filter: ["activity"] });
  const reader = answer.responseStream.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(value).split("\n")[0];
});
const listening = listen();
await sim("GET", "/wait?streams=1");
await sim("POST", "/activities", { type: "butler", ends_after: 0 });
say("events.getNotifications() while the stream is open", await within(1000, listening, "nothing"));
await sim("POST", "/faults", "end-streams");
say("events.getNotifications() when the stream has ended", await listening);

// The same frames under the type that the document states.
const documented = new PlexAPI({ token, serverURL: process.env.PLEX_URL_OCTETS });
const octets = await documented.events.getNotifications({});
const { value } = await octets.responseStream.getReader().read();
say("events.getNotifications() as application/octet-stream", new TextDecoder().decode(value).split("\n")[0]);

// The path of the document, and no upgrade.
say("events.connectWebSocket()", await refusal(() => sdk.events.connectWebSocket({})));
