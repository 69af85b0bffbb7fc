import { expect, test } from "vitest";
import { startApp } from "#test/app";
import type { PostBody } from "#test/app";
import { members, timeline } from "./demo/community.ts";
import { enter, fill, password } from "./demo/fill.ts";

test("the demo is a town whose people can log in, and whose talks are as old as they say", async () => {
  const app = await startApp();
  try {
    await fill(app.url, app.databaseUrl);
    for (const { username } of members)
      expect(await enter(app.url, "/auth/login", { username, password })).toBeTypeOf("function");
    const { body } = await app.guest().get<PostBody[]>("/api/v1/timelines/public?limit=40");
    expect(body).toHaveLength(
      timeline.filter(({ answers, visibility }) => answers === undefined && visibility === undefined).length,
    );
    const written = body.map((post) => Date.parse(String(post["created_at"])));
    expect(written).toEqual(written.toSorted((a, b) => b - a));
    expect(written[0]! - written.at(-1)!).toBeGreaterThan(6 * 24 * 3600 * 1000);
    const poster = body.find(({ content }) => content.includes("축제"))!;
    expect(poster["edited_at"]).not.toBeNull();
    expect(poster.replies_count).toBe(1);
    const opening = body.at(-1)!;
    expect([opening["favourites_count"], opening["reblogs_count"]]).toEqual([4, 1]);
  } finally {
    await app.stop();
  }
});
