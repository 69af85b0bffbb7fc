import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, Send, TestApp } from "#test/app";

let app: TestApp;
let alice: Member;
beforeAll(async () => {
  app = await startApp();
  alice = await app.member("alice");
  await app.member("민수");
});
afterAll(() => app.stop());

type Profile = {
  id: string;
  display_name: string;
  note: string;
  avatar: string;
  header: string;
  locked: boolean;
  bot: boolean;
  discoverable: boolean;
  fields: { name: string; value: string; verified_at: null }[];
  source: { note: string; privacy: string; sensitive: boolean; language: string | null; fields: { value: string }[] };
};
type Refused = { error: string; details: Record<string, { error: string; description: string }[]> };

const path = "/api/v1/accounts/update_credentials";
const change = (what: Send, who = alice) => who.send<Profile & Refused>("PATCH", path, what);
const read = async () => (await app.guest().get<Profile>(`/api/v1/accounts/${alice.id}`)).body;

test("what a member tells of themselves is shown to everyone, and what is not mentioned stays", async () => {
  const told = await change({
    body: {
      display_name: "  앨리스 ",
      note: "<b>bold</b> @민수님 #서울에서\n\nhttps://example.org/a",
      locked: true,
      bot: true,
      discoverable: false,
      avatar: "https://example.org/a.png",
      header: "http://example.org/h.png",
      fields_attributes: [
        { name: "Home", value: "https://example.org" },
        { name: "", value: "" },
        { name: "Who", value: "<i>@민수</i>" },
      ],
      source: { privacy: "unlisted", sensitive: true, language: "ko" },
      made_up: [1, 2],
    },
  });
  expect(told.status).toBe(200);
  const shown = await read();
  expect(shown).toMatchObject({
    display_name: "앨리스",
    locked: true,
    bot: true,
    discoverable: false,
    avatar: "https://example.org/a.png",
    header: "http://example.org/h.png",
  });
  expect(shown.note).toMatch(
    /^<p>&lt;b&gt;bold&lt;\/b&gt; <span class="h-card" translate="no"><a href="[^"]*\/@%EB%AF%BC%EC%88%98" class="u-url mention">@<span>민수<\/span><\/a><\/span>님 <a href="[^"]*" class="mention hashtag" rel="tag">#<span>서울<\/span><\/a>에서<\/p><p><a href="https:\/\/example\.org\/a" rel="nofollow noopener noreferrer"/,
  );
  expect(shown.fields.map(({ name }) => name)).toEqual(["Home", "Who"]);
  expect(shown.fields[0]!.value).toMatch(/^<a href="https:\/\/example\.org\/" rel="nofollow/);
  expect(shown.fields[1]!.value).toMatch(/^&lt;i&gt;<span class="h-card"/);
  expect(shown.source).toBeUndefined();
  expect(told.body.source).toMatchObject({ privacy: "unlisted", sensitive: true, language: "ko" });
  expect(told.body.source.note).toContain("<b>bold</b> @민수님");
  expect(told.body.source.fields[1]!.value).toBe("<i>@민수</i>");

  await change({ body: { locked: false } });
  const { locked, ...rest } = await read();
  expect({ ...rest, locked: true }).toEqual(shown);
  expect(locked).toBe(false);
});

test("a form says the same as JSON: urlencoded as Rails clients write it, multipart with lines by number", async () => {
  const form = await change({
    form: {
      display_name: "Form",
      locked: "1",
      bot: "false",
      "fields_attributes[0][name]": "one",
      "fields_attributes[0][value]": "1",
      "fields_attributes[1][name]": "two",
      "fields_attributes[1][value]": "2",
      "source[privacy]": "private",
      "source[sensitive]": "off",
      "source[language]": "",
    },
  });
  expect(form.body).toMatchObject({
    display_name: "Form",
    locked: true,
    bot: false,
    fields: [{ name: "one" }, { name: "two" }],
    source: { privacy: "private", sensitive: false, language: null },
  });
  const parts = new FormData();
  parts.set("note", "multipart");
  for (const [name, value] of [
    ["a", "1"],
    ["b", "2"],
  ] as const) {
    parts.append("fields_attributes[][name]", name);
    parts.append("fields_attributes[][value]", value);
  }
  // What a browser's form sends of a file that nobody chose.
  parts.set("avatar", new Blob([]), "");
  const multi = await change({ raw: parts });
  expect(multi.body).toMatchObject({
    display_name: "Form",
    note: "<p>multipart</p>",
    fields: [{ name: "a" }, { name: "b" }],
  });
});

test("a picture's address can be taken back, and a file is refused in words that say what to do", async () => {
  await change({ body: { avatar: "https://example.org/a.png", header: "https://example.org/h.png" } });
  const parts = new FormData();
  parts.set("header", new Blob(["GIF89a"], { type: "image/gif" }), "me.gif");
  const refused = await change({ raw: parts });
  expect([refused.status, refused.body.details["header"]?.[0]?.description]).toEqual([
    422,
    "Pictures cannot be uploaded here yet. Give the address of one instead.",
  ]);
  const gone = await change({ body: { avatar: "", header: "" } });
  expect(gone.body.avatar).toMatch(/\/avatars\/default\.svg$/);
  expect(gone.body.header).toMatch(/\/headers\/default\.svg$/);
});

test("every text has a maximum: at the limit it is taken, one character more is a 422 that names the field", async () => {
  const line = (name: string, value: string) => ({ fields_attributes: [{ name, value }] });
  const lines = (n: number) => ({ fields_attributes: Array.from({ length: n }, () => ({ name: "a", value: "b" })) });
  const url = (n: number) => `https://example.org/${"a".repeat(n - "https://example.org/".length)}`;
  const family = "👨‍👩‍👧‍👦";
  const rows: [string, object, object][] = [
    ["display_name", { display_name: family.repeat(50 - 30) + "가".repeat(30) }, { display_name: "가".repeat(51) }],
    ["note", { note: "가".repeat(500) }, { note: "가".repeat(501) }],
    [
      "note",
      { note: `https://example.org/${"x".repeat(900)} ${"가".repeat(476)}` },
      { note: `a${"\u0301".repeat(5001)}` },
    ],
    ["avatar", { avatar: url(2048) }, { avatar: url(2049) }],
    ["header", { header: url(2048) }, { header: url(2049) }],
    ["fields_attributes", lines(4), lines(5)],
    [
      "fields_attributes",
      { fields_attributes: { ...lines(4).fields_attributes } },
      { fields_attributes: { ...lines(5).fields_attributes } },
    ],
    ["fields_attributes", line("가".repeat(255), "나".repeat(255)), line("가".repeat(256), "")],
    ["fields_attributes", line("a", ""), line("a", "나".repeat(256))],
    ["source", { source: { language: "zh-Hant-TW" } }, { source: { language: "x".repeat(36) } }],
  ];
  for (const [name, most, more] of rows) {
    expect([name, (await change({ body: most })).status]).toEqual([name, 200]);
    const { status, body } = await change({ body: more });
    expect([status, Object.keys(body.details)]).toEqual([422, [name]]);
  }
});

test("what cannot be stored or would mislead is a 422, and nothing of the request is done", async () => {
  await change({ body: { display_name: "Alice", note: "", fields_attributes: [] } });
  const before = await read();
  const hidden = ["a\0b", "a\u202Eb", "a\uD800b", "a\u0007b"];
  const odd: object[] = [
    ...hidden.flatMap((text) => [
      { display_name: text },
      { note: text },
      { fields_attributes: [{ name: text, value: "x" }] },
      { fields_attributes: [{ name: "x", value: text }] },
    ]),
    { display_name: "\u200B\u2060" },
    { fields_attributes: [{ name: "", value: "no label" }] },
    { avatar: "javascript:alert(1)" },
    { header: "https://user:password@example.org/" },
    { source: { privacy: "direct" } },
    { source: { privacy: "everybody" } },
    { source: { language: "the one I speak" } },
    { locked: "perhaps" },
    { note: 5 },
    { fields_attributes: "Home" },
    { fields_attributes: { __proto__: null, a: 5 } },
  ];
  for (const body of odd) {
    const { status } = await change({ body: { bot: true, ...body } });
    expect([JSON.stringify(body), status]).toEqual([JSON.stringify(body), 422]);
  }
  expect(await read()).toEqual(before);
});

test("a display name can be given up: the username stands in for it", async () => {
  expect((await change({ body: { display_name: "" } })).body.display_name).toBe("");
});

test("only who is signed in changes a profile, and only their own", async () => {
  const guest = app.guest();
  await guest.refreshCsrf();
  expect((await guest.send("PATCH", path, { body: { bot: true } })).status).toBe(401);
  const bob = await app.member();
  await change({ body: { id: alice.id, display_name: "Bob" } }, bob);
  expect((await read()).display_name).not.toBe("Bob");
});

test("whoever shows the account hears of a change, and of nothing when nothing changed", async () => {
  const bob = await app.member();
  const ears = await Promise.all([
    app.listen(bob, { channels: [`account:${alice.id}`] }),
    app.listen(bob, { channels: ["public"] }),
  ]);
  await change({ body: { display_name: "New name" } });
  await change({ body: { display_name: "New name" } });
  await change({ body: { display_name: "Newest name" } });
  for (const ear of ears) {
    // Each event says how the account is by then: the first may already bring the newest name.
    await ear.level();
    const told = ear.heard.filter(({ type }) => type === "account.changed").map(({ data }) => data as Profile);
    expect(told.length).toBe(2);
    expect(told.at(-1)).toEqual(await read());
  }
});

test("changes of different things at the same time are all kept", async () => {
  const changes = [
    { display_name: "A" },
    { note: "B" },
    { locked: true },
    { source: { language: "ko" } },
    { source: { privacy: "unlisted" } },
  ];
  await Promise.all(changes.map((body) => change({ body })));
  const { body } = await alice.get<Profile>("/api/v1/accounts/verify_credentials");
  expect(body).toMatchObject({
    display_name: "A",
    note: "<p>B</p>",
    locked: true,
    source: { language: "ko", privacy: "unlisted" },
  });
});

test("a post that does not say otherwise is what its author chose, and never for more than what it answers", async () => {
  await change({ body: { source: { privacy: "unlisted", sensitive: true, language: "ko" } } });
  const preferences = await alice.get("/api/v1/preferences");
  expect(preferences.body).toEqual({
    "posting:default:visibility": "unlisted",
    "posting:default:sensitive": true,
    "posting:default:language": "ko",
    "reading:expand:media": "default",
    "reading:expand:spoilers": false,
  });
  const plain = await alice.post("as chosen");
  expect(plain).toMatchObject({ visibility: "unlisted", sensitive: true, language: "ko" });
  const said = await alice.post("as said", { visibility: "public", sensitive: false, language: "en" });
  expect(said).toMatchObject({ visibility: "public", sensitive: false, language: "en" });
  const whisper = await alice.post("quiet", { visibility: "direct" });
  const answers = [said, whisper].map(({ id }) => alice.post("an answer", { in_reply_to_id: id }));
  expect((await Promise.all(answers)).map(({ visibility }) => visibility)).toEqual(["unlisted", "direct"]);
});
