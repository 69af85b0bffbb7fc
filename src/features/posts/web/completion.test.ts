import { expect, test } from "vitest";
import type { Api } from "#web/api";
import { createSuggestions, wordAt, written } from "./completion.ts";

const at = (marked: string) => {
  const caret = marked.indexOf("|");
  const word = wordAt(marked.replace("|", ""), caret);
  return word && `${word.kind} ${word.query} ${word.from}-${word.to}`;
};

test.each([
  ["hello @al|", "mention al 6-9"],
  ["@민|", "mention 민 0-2"],
  ["안녕@민수|", "mention 민수 2-5"],
  ["오늘 #서울|", "tag 서울 3-6"],
  ["＠はな|", "mention はな 0-3"],
  ["@al| more", "mention al 0-3"],
  ["hello @|", null],
  ["hello @al |", null],
  ["mail me: a@b|", null],
  ["R&#D|", null],
  ["https://example.org/#part|", null],
  ["no word|", null],
  ["#1|", null],
])("%s", (text, found) => expect(at(text)).toBe(found));

test("a completed name is followed by a space, but not twice, and not where particles follow", () => {
  expect(written({ insert: "@alice" }, "", true)).toBe("@alice ");
  expect(written({ insert: "@alice" }, " and", true)).toBe("@alice");
  expect(written({ insert: "@민수" }, "", false)).toBe("@민수");
});

/** A server that answers when told. */
function setUp() {
  const asked: { query: unknown; signal: AbortSignal | undefined; answer: (data: unknown) => void }[] = [];
  const get = ((path: string, query: { q: string }, { signal }: { signal?: AbortSignal }) =>
    new Promise((give, fail) => {
      signal?.addEventListener("abort", () => fail(new Error("aborted")));
      asked.push({ query: `${path} ${query.q}`, signal, answer: (data) => give({ data, next: null, cursor: null }) });
    })) as unknown as Api["get"];
  return { asked, suggestions: createSuggestions({ get }) };
}

const word = (query: string, kind: "mention" | "tag" = "mention") => ({ kind, query, from: 0, to: query.length + 1 });

test("each word is asked for once, and a newer one ends the older question", async () => {
  const { asked, suggestions } = setUp();
  const first = suggestions.find(word("a"));
  const second = suggestions.find(word("al"));
  await expect(first).rejects.toThrow("aborted");
  asked[1]?.answer([{ id: "1", acct: "alice" }]);
  expect((await second).map(({ insert }) => insert)).toEqual(["@alice"]);
  expect((await suggestions.find(word("AL"))).length).toBe(1);
  expect(asked.map(({ query }) => query)).toEqual(["/api/v1/accounts/search a", "/api/v1/accounts/search al"]);
});

test("tags come from the search, in their own spelling, asked for in the composed form", async () => {
  const { asked, suggestions } = setUp();
  const found = suggestions.find(word("서울".normalize("NFD"), "tag"));
  expect(asked[0]?.query).toBe("/api/v2/search 서울");
  asked[0]?.answer({ hashtags: [{ name: "서울" }, { name: "서울숲" }] });
  expect((await found).map(({ insert }) => insert)).toEqual(["#서울", "#서울숲"]);
});
