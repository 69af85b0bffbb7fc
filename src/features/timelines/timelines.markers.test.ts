import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, TestApp } from "#test/app";
import { MarkerEvents } from "./timelines.markers.contract.ts";
import type { Markers } from "./timelines.markers.contract.ts";

let app: TestApp;
let ann: Member;
let ben: Member;
beforeAll(async () => {
  app = await startApp();
  [ann, ben] = await Promise.all([app.member(), app.member()]);
});
afterAll(() => app.stop());

const path = "/api/v1/markers";
const asked = `${path}?timeline[]=home&timeline[]=notifications`;

test("a reading place is kept per list, counted, one's own, and told live to one's other screens", async () => {
  const ear = await app.listen(ann, { channels: ["me"] });
  const stranger = await app.listen(ben, { channels: ["me"] });
  const first = await ann.send<Markers>("POST", path, { body: { home: { last_read_id: "103" } } });
  expect(first.body).toEqual({ home: { last_read_id: "103", version: 1, updated_at: expect.any(String) } });
  const form = { "home[last_read_id]": "90", "notifications[last_read_id]": "7" };
  const second = await ann.send<Markers>("POST", path, { form });
  expect([second.body.home?.last_read_id, second.body.home?.version]).toEqual(["90", 2]);
  expect((await ann.get<Markers>(asked)).body).toEqual(second.body);
  expect((await ann.get<Markers>(`${path}?timeline=notifications`)).body).toEqual({
    notifications: second.body.notifications,
  });
  expect((await ann.get<Markers>(path)).body).toEqual({});
  expect((await ben.get<Markers>(asked)).body).toEqual({});
  await ear.until((heard) => heard.filter((e) => e.type === "marker.changed").length === 3);
  expect(MarkerEvents["marker.changed"].parse(ear.heard.at(-1)!.data)).toEqual({
    notifications: second.body.notifications,
  });
  expect(stranger.heard).toEqual([]);
});

test("screens that mark at the same time are all counted", async () => {
  const marks = Array.from({ length: 12 }, (_, i) =>
    ben.send("POST", path, { body: { home: { last_read_id: String(i + 1) }, notifications: { last_read_id: "5" } } }),
  );
  expect((await Promise.all(marks)).map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
  expect((await ben.get<Markers>(asked)).body.home?.version).toBe(12);
});

test.each([
  { home: { last_read_id: "abc" } },
  { home: { last_read_id: "99999999999999999999" } },
  { home: "5" },
  { home: {} },
])("what is no place is a 422: %j", async (body) => {
  expect((await ann.send("POST", path, { body })).status).toBe(422);
});

test("nobody's reading places are for the door", async () => {
  expect((await app.guest().get(asked)).status).toBe(401);
});
