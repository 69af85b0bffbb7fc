import { randomUUID } from "node:crypto";
import type { Client } from "pg";
import { backdate } from "./backdate.ts";
import type { Moved } from "./backdate.ts";
import { follows, members, timeline } from "./community.ts";

/** The password of everybody in the demo. */
export const password = "letmein-demo";

/** Somebody who is signed in over HTTP, as everybody is. */
export async function enter(url: string, path: string, body: Record<string, string>) {
  const answer = await fetch(url + path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) return undefined;
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(";")[0]!)
    .join("; ");
  const token = await fetch(`${url}/auth/csrf-token`, { headers: { cookie } });
  const { csrfToken } = (await token.json()) as { csrfToken: string };
  return async (method: string, to: string, what: Record<string, string | undefined>) => {
    const reply = await fetch(url + to, {
      method,
      headers: {
        "content-type": "application/json",
        cookie,
        "x-csrf-token": csrfToken,
        "idempotency-key": randomUUID(),
      },
      body: JSON.stringify(what),
    });
    if (!reply.ok) throw new Error(`${method} ${to} answered ${reply.status}: ${await reply.text()}`);
    return ((await reply.json()) as { id: string }).id;
  };
}

/** Fills an empty instance through its front door, then moves the posts to when they are said to be written. */
export async function fill(url: string, database: ConstructorParameters<typeof Client>[0]): Promise<void> {
  const people = new Map<string, NonNullable<Awaited<ReturnType<typeof enter>>>>();
  for (const { username, displayName } of members) {
    const email = `member${people.size + 1}@example.org`;
    const send = await enter(url, "/auth/signup", { username, password, email, display_name: displayName });
    if (send) people.set(username, send);
  }
  for (const [who, whom] of Object.entries(follows))
    for (const name of whom) {
      const found = await fetch(`${url}/api/v1/accounts/lookup?acct=${encodeURIComponent(name)}`);
      const { id } = (await found.json()) as { id: string };
      await people.get(who)!("POST", `/api/v1/accounts/${id}/follow`, {});
    }
  const ids = new Map<string, string>();
  const moved: Moved[] = [];
  for (const post of timeline) {
    const send = people.get(post.by)!;
    const id = await send("POST", "/api/v1/statuses", {
      status: post.text,
      in_reply_to_id: post.answers && ids.get(post.answers),
      spoiler_text: post.warning,
      visibility: post.visibility,
      quoted_status_id: post.quotes && ids.get(post.quotes),
    });
    for (const name of post.likedBy ?? []) await people.get(name)!("POST", `/api/v1/statuses/${id}/favourite`, {});
    if (post.edited) await send("PUT", `/api/v1/statuses/${id}`, { status: post.edited });
    if (post.key) ids.set(post.key, id);
    const move = (what: string, minutes: number) => {
      const ms = minutes * 60_000;
      moved.push({ id: what, to: String(BigInt(what) - (BigInt(ms) << 16n)), at: new Date(Date.now() - ms) });
    };
    move(id, post.ago);
    // A boost comes some minutes after what it boosts.
    for (const name of post.boostedBy ?? [])
      move(await people.get(name)!("POST", `/api/v1/statuses/${id}/reblog`, {}), post.ago * 0.9);
  }
  await backdate(database, moved);
}
