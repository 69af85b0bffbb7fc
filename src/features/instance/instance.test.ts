import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { TestApp } from "#test/app";

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ INSTANCE_TITLE: "우리 동네", MAX_CHARACTERS: "300", PUBLIC_URL: "https://town.example" });
});
afterAll(() => app.stop());

test("the instance tells clients its name, its limits and where the live channel is", async () => {
  const { status, body } = await app.guest().get("/api/v2/instance");
  expect(status).toBe(200);
  expect(body).toMatchObject({
    domain: "town.example",
    title: "우리 동네",
    version: expect.stringMatching(/^4\.\d+\.\d+ \(compatible; X-Messenger \d+\.\d+\.\d+\)$/),
    languages: ["en", "ko"],
    configuration: {
      statuses: { max_characters: 300, characters_reserved_per_url: 23 },
      urls: { streaming: "wss://town.example" },
    },
    registrations: { enabled: true, approval_required: false },
  });
});

test("older clients get the same with counts that are true", async () => {
  const alice = await app.member();
  await alice.post("하나");
  await alice.post("둘");
  const { body } = await app.guest().get("/api/v1/instance");
  expect(body).toMatchObject({
    uri: "town.example",
    title: "우리 동네",
    stats: { user_count: 1, status_count: 2, domain_count: 1 },
  });
  expect(
    (await app.guest().get<{ usage: { users: { active_month: number } } }>("/api/v2/instance")).body.usage.users
      .active_month,
  ).toBe(1);
});

test("a limit that the instance tells is the limit that holds", async () => {
  const alice = await app.member();
  const post = (length: number) => alice.send("POST", "/api/v1/statuses", { body: { status: "가".repeat(length) } });
  expect([(await post(300)).status, (await post(301)).status]).toEqual([200, 422]);
});

test("health is asked without limit, without a cookie, and says nothing else", async () => {
  for (const path of ["/health/live", "/health/ready"]) {
    const { status, text, headers } = await app.guest().get(path);
    expect([path, status, text]).toEqual([path, 200, '{"status":"ok"}']);
    expect(headers.get("x-ratelimit-limit")).toBeNull();
    expect(headers.getSetCookie()).toEqual([]);
  }
});
