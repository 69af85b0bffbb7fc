import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Guest, Member, PostBody, TestApp } from "#test/app";

let app: TestApp;
let ann: Member;
let ben: Member;
let fan: Member;
beforeAll(async () => {
  app = await startApp();
  [ann, ben, fan] = await Promise.all([app.member(), app.member(), app.member()]);
  for (const whom of [ann, ben]) await fan.send("POST", `/api/v1/accounts/${whom.id}/follow`);
});
afterAll(() => app.stop());

const path = (id: string) => `/api/v1/statuses/${id}`;

test("threat 10: what is deleted does not come back by a boost, a quote, a pin, a ready answer or a replay", async () => {
  const ear = await app.listen(fan, { channels: ["public", "home", `account:${ann.id}`, `account:${ben.id}`] });
  const start = ear.cursor();
  const secret = "words to be gone";
  const { id } = await ann.post(secret);
  await ann.send("POST", `${path(id)}/pin`);
  await ben.send("POST", `${path(id)}/reblog`);
  const quote = await ben.post("see what she says", { quoted_status_id: id });
  await fan.send("POST", `${path(id)}/bookmark`);
  await fan.send("POST", `${path(id)}/favourite`);
  const places = [
    "/api/v1/timelines/public",
    `/api/v1/accounts/${ann.id}/statuses`,
    `/api/v1/accounts/${ann.id}/statuses?pinned=true`,
    `/api/v1/accounts/${ben.id}/statuses`,
    path(quote.id),
    `${path(quote.id)}/context`,
    `${path(id)}/quotes`,
  ];
  const own = ["/api/v1/timelines/home", "/api/v1/bookmarks", "/api/v1/favourites", "/api/v1/notifications"];
  const readers: [Guest, string[]][] = [
    [app.guest(), places],
    [fan, [...places, ...own]],
    [ben, [...places, ...own]],
  ];
  const held = async () => {
    const found: string[] = [];
    for (const [who, paths] of readers)
      // The second reading is the one that comes ready.
      for (const at of [...paths, ...paths]) if ((await who.get(at)).text.includes(secret)) found.push(at);
    return found;
  };
  expect((await held()).length).toBeGreaterThan(15);

  await ann.send("DELETE", path(id));
  expect(await held()).toEqual([]);
  // Who comes back from before it was written hears of it, but none of its words.
  const late = await app.listen(fan, { channels: ["public", "home", `account:${ann.id}`], cursor: start });
  await late.until((heard) => heard.some(({ type }) => type === "post.deleted"));
  expect(JSON.stringify(late.heard)).not.toContain(secret);
  // Nor does acting on what carried it bring it back.
  for (const verb of ["favourite", "reblog", "pin"]) await ben.send("POST", `${path(quote.id)}/${verb}`);
  expect((await ben.send("POST", `${path(id)}/reblog`)).status).toBe(404);
  expect((await ben.send("POST", "/api/v1/statuses", { body: { status: "x", quoted_status_id: id } })).status).toBe(
    404,
  );
  expect(await held()).toEqual([]);
});

test("threat 10: an answer that is kept ready for strangers never reaches who is blocked by its author", async () => {
  const post = await ann.post("kept ready");
  const timeline = "/api/v1/timelines/public";
  const sees = async (who: Guest) => (await who.get<PostBody[]>(timeline)).body.some(({ id }) => id === post.id);
  for (let n = 0; n < 3; n++) expect(await sees(app.guest())).toBe(true);
  expect(await sees(ben)).toBe(true);
  await ann.send("POST", `/api/v1/accounts/${ben.id}/block`);
  for (let n = 0; n < 3; n++) {
    expect(await sees(app.guest())).toBe(true);
    expect(await sees(ben)).toBe(false);
    expect((await ben.get(path(post.id))).status).toBe(404);
  }
});
