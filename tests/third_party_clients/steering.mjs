// Steers plex-sim under /sim/, and prints the results of a client's calls.

export const url = process.env.PLEX_URL;
export const token = process.env.PLEX_TOKEN;

export async function sim(method, path, body) {
  const answer = await fetch(`${url}/sim${path}`, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
  if (!answer.ok) throw new Error(`${method} /sim${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** One row of the table in README.md. */
export function say(call, returned) {
  const text = typeof returned === "string" ? returned : JSON.stringify(returned);
  console.log(`${call}\t${text}`);
}

/** The first two, how many more, and the last. */
export function rhythm(notifications) {
  const told = notifications.map(
    ({ event, Activity: { progress, title } }) => `${event} ${progress} "${title}"`,
  );
  return `${told[0]}, ${told[1]}, ${told.length - 3} more, ${told.at(-1)}`;
}

/** What comes first: the promise, or so many milliseconds. */
export function within(milliseconds, promise, otherwise) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(() => resolve(otherwise), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
