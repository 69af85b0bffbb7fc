import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, PostBody, TestApp } from "#test/app";
import { bearer, registerApp, tokenOf } from "#test/oauth";

let app: TestApp;
let alice: Member;
let bob: Member;
beforeAll(async () => {
  app = await startApp();
  [alice, bob] = await Promise.all([app.member("alice"), app.member("bob")]);
});
afterAll(() => app.stop());

const path = (id: string, more = "") => `/api/v1/statuses/${id}${more}`;
const words = "길고 소중한 글, @bob, #다시";
type Text = { text: string };

/** Each request of a delete and re-draft, and what the writer still holds or can still ask for when it is lost. */
const faults = ["source", "delete, unheard", "delete, heard", "create, unheard"] as const;

test.each(faults)("promise 10: with the request “%s” lost, the words of a re-draft are not", async (lost) => {
  const { id } = await alice.post(words, { spoiler_text: "조심" });
  const send = (method: string, where = "") => alice.send<Text & PostBody>(method, path(id, where));
  if (lost === "source") {
    // Nothing was deleted yet.
    expect((await send("GET", "/source")).body).toMatchObject({ text: words, spoiler_text: "조심" });
    return;
  }
  const deleted = await send("DELETE");
  expect(deleted.body).toMatchObject({ text: words, spoiler_text: "조심", media_attachments: [] });
  if (lost === "delete, unheard") {
    // The answer with the words never came, and asking again finds nothing: the delete is taken back.
    expect((await send("DELETE")).status).toBe(404);
    expect((await send("POST", "/restore")).status).toBe(200);
    expect((await send("GET", "/source")).body.text).toBe(words);
  }
  if (lost === "create, unheard") {
    const create = () =>
      alice.send<PostBody>("POST", "/api/v1/statuses", {
        body: { status: deleted.body.text },
        headers: { "idempotency-key": `again-${id}` },
      });
    const first = await create();
    expect((await create()).body.id).toBe(first.body.id);
    expect((await alice.get<Text>(path(first.body.id, "/source"))).body.text).toBe(words);
  }
  if (lost === "delete, heard") {
    expect((await send("POST", "/restore")).body.content).toContain("소중한");
    expect((await bob.get(path(id))).status).toBe(200);
  }
});

test("promise 15: a hundred edits are a hundred and one versions, and only the history says what is gone", async () => {
  const said = (n: number) => `edition ${String(n).padStart(3, "0")} of this`;
  const { id } = await alice.post(said(0));
  const { id: reply } = await bob.post("noted", { in_reply_to_id: id });
  await bob.send("POST", path(id, "/reblog"));
  await bob.send("POST", "/api/v1/statuses", { body: { status: "see", quoted_status_id: id } });
  for (let n = 1; n <= 100; n++)
    expect((await alice.send("PUT", path(id), { body: { status: said(n) } })).status).toBe(200);
  const history = await bob.get<{ content: string }[]>(path(id, "/history"));
  expect(history.body.map((version) => version.content)).toEqual(
    Array.from({ length: 101 }, (_, n) => `<p>${said(n)}</p>`),
  );
  const { rows } = await app.server.app.db.execute<{ text: string }>(
    sql`select text from post_edits where post_id = ${id} order by number`,
  );
  expect(rows.map(({ text }) => text)).toEqual(Array.from({ length: 100 }, (_, n) => said(n)));
  const reads = [
    path(id),
    path(id, "/source"),
    path(reply, "/context"),
    path(id, "/quotes"),
    `/api/v1/statuses?id[]=${id}`,
    "/api/v1/timelines/public",
    `/api/v1/accounts/${alice.id}/statuses`,
    `/api/v1/accounts/${bob.id}/statuses`,
  ];
  for (const read of reads) {
    const { text } = await alice.get(read);
    expect([read, text.match(/edition \d+/g)?.every((found) => found === "edition 100")]).toEqual([read, true]);
  }
}, 60_000);

test("a post says which app it was written with, to everyone; one from the web says none", async () => {
  const client = await registerApp(app, "read write");
  const token = await tokenOf(app, alice, "read write", client);
  const ear = await app.listen(bob);
  const made = await app.guest().send<PostBody>("POST", "/api/v1/statuses", {
    body: { status: "from an app" },
    headers: bearer(token),
  });
  const application = { name: "Test app", website: null };
  expect(made.body["application"]).toEqual(application);
  expect((await app.guest().get<PostBody>(path(made.body.id))).body["application"]).toEqual(application);
  await ear.until((heard) => heard.length === 1);
  expect(ear.heard[0]!.data).toMatchObject({ id: made.body.id, application });
  expect((await alice.post("from the web"))["application"]).toBeNull();
});
