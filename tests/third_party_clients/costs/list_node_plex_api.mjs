// node-plex-api lists the activities, which it has no types for: it gives the answer's JSON.

import assert from "node:assert";
import PlexAPI from "plex-api";

const { hostname, port } = new URL(process.env.PLEX_URL);
const plex = new PlexAPI({ hostname, port, token: process.env.PLEX_TOKEN });
for (let left = Number(process.argv[2]); left > 0; left -= 1) {
  const answer = await plex.query("/activities");
  assert.equal(answer.MediaContainer.Activity.length, 20);
}
