// The npm package eventsource, an EventSource that follows the browsers' standard.

import { readFileSync } from "node:fs";
import { EventSource } from "eventsource";
import { rhythm, say, sim, token, url, within } from "./steering.mjs";

const manifest = new URL("../package.json", import.meta.resolve("eventsource"));
say("version", JSON.parse(readFileSync(manifest)).version);

const open = (filters, headers) => new EventSource(
  `${url}/:/eventsource/notifications?filters=${filters}`,
  { fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...headers } }) },
);
const event = (source, kind) => new Promise((resolve) => {
  source.addEventListener(kind, resolve, { once: true });
});

const source = open("activity", { "X-Plex-Token": token });
const told = [];
let ended = () => {};
source.addEventListener("activity", ({ data }) => {
  told.push(JSON.parse(data).ActivityNotification);
  if (told.at(-1).event === "ended") ended();
});
await within(20_000, event(source, "open"));
say("open", `readyState ${source.readyState}`);
const whole = () => {
  told.length = 0;
  return within(20_000, new Promise((resolve) => { ended = resolve; }));
};

let scan = whole();
await fetch(`${url}/library/sections/1/refresh`, { headers: { "X-Plex-Token": token } });
await scan;
say('"activity" events of a scan', rhythm(told));
const ping = await within(20_000, event(source, "ping"), { data: "none" });
say('"ping" event', ping.data);

scan = whole();
const title = "Überfahrt nach Łódź";
await sim("POST", "/faults", { name: "split-frames", bytes: 1 });
await sim("POST", "/activities", { type: "media.download", title, steps: 1, every: "10ms" });
await scan;
say("frames in pieces of one byte", rhythm(told));
await sim("DELETE", "/faults");

const failed = event(source, "error");
await sim("POST", "/faults", "end-streams");
await within(20_000, failed);
say('"error" event at the end of the stream', `readyState ${source.readyState}`);
// It waits three seconds of its own before it comes back.
await within(20_000, event(source, "open"));
scan = whole();
await sim("POST", "/activities", { type: "media.download", title: "After", steps: 1, every: "10ms" });
await scan;
say("reconnected by itself", rhythm(told));
source.close();
say("close()", `readyState ${source.readyState}`);

const refused = open("activity", { "X-Plex-Token": "wrong" });
const error = await within(20_000, event(refused, "error"));
say("open with a wrong token", `error ${error.code}, readyState ${refused.readyState}`);
