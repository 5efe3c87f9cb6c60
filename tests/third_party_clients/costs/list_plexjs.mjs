// @lukehagar/plexjs, generated from the public OpenAPI document, lists the activities.

import assert from "node:assert";
import { PlexAPI } from "@lukehagar/plexjs";

const plex = new PlexAPI({
  token: process.env.PLEX_TOKEN, serverURL: process.env.PLEX_URL, accepts: "application/json",
});
for (let left = Number(process.argv[2]); left > 0; left -= 1) {
  const answer = await plex.activities.listActivities();
  assert.equal(answer.object.mediaContainer.activity.length, 20);
}
