import { renderToStaticMarkup } from "react-dom/server";
import { MemoryRouter } from "react-router";
import { expect, test, vi } from "vitest";
import type { Account } from "../accounts.contract.ts";

// Node has no DOM parser; how the server's HTML is copied has its own tests.
vi.mock("#web/ui", async (original) => ({ ...(await original<object>()), Html: ({ html }: { html: string }) => html }));
const { ProfileHeader } = await import("./ProfileHeader.tsx");

const account = (over: Partial<Account> = {}) =>
  ({
    username: "minsu",
    acct: "minsu",
    display_name: "김민수",
    avatar: "",
    bot: false,
    note: "",
    fields: [],
    statuses_count: 1234,
    following_count: 12,
    followers_count: 1,
    created_at: "2026-03-02T10:00:00.000Z",
    ...over,
  }) as Account;
const show = (over: Partial<Account> = {}, own = false, more: object = {}) =>
  renderToStaticMarkup(
    <MemoryRouter>
      <ProfileHeader account={account(over)} own={own} {...more} />
    </MemoryRouter>,
  );

test("a profile says who someone is, how much they wrote and since when", () => {
  const html = show();
  for (const words of ["김민수", "@minsu", "1,234 posts", "Joined March 2026"]) expect(html).toContain(words);
});

test("one's own profile says that it is one's own", () => {
  expect(show({}, true)).toContain(">You<");
  expect(show()).not.toContain(">You<");
});

test("an automated account does not pass for a person", () => {
  expect(show({ bot: true })).toContain(">Automated<");
});

test("what someone wrote about themselves is shown, and no empty frame where they wrote nothing", () => {
  expect(show({ note: "커피와 자전거" })).toContain("커피와 자전거");
  expect(show()).not.toContain("<dl");
});

test("links of a profile stand beside their names", () => {
  const html = show({ fields: [{ name: "블로그", value: "example.com", verified_at: null }] });
  expect(html).toContain("<dt>블로그</dt><dd>example.com</dd>");
});

test("a name of the other direction does not turn the line around", () => {
  expect(show({ display_name: "שלום" })).toContain("<bdi>שלום</bdi>");
});

test("the numbers lead to those who are counted, and one follower is not many", () => {
  const html = show();
  expect(html).toMatch(/href="\/@minsu\/following"[^>]*><strong>12<\/strong> following/);
  expect(html).toMatch(/href="\/@minsu\/followers"[^>]*><strong>1<\/strong> follower</);
  expect(show({ followers_count: 12_345 })).toContain("<strong>12,345</strong> followers");
});

test("whoever approves followers is known by a lock with words", () => {
  expect(show({ locked: true })).toContain("Approves followers");
  expect(show()).not.toContain("Approves followers");
});

test("there is room for what can be done and how one stands", () => {
  const html = show({}, false, { actions: "Follow", standing: "Follows you", children: "a note" });
  for (const words of ["Follow", "Follows you", "a note"]) expect(html).toContain(words);
});
