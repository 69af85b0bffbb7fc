import { expect, test } from "vitest";
import { createApi } from "#web/api";
import { askConsent, decide, forcesLogin, withoutForce } from "./consent.ts";

type Call = { method: string; url: string; body: unknown };

/** A server that answers every question with `answer`, and remembers what it was asked. */
function serve(answer: unknown) {
  const calls: Call[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = String(input);
    const body: unknown = typeof init?.body === "string" ? JSON.parse(init.body) : undefined;
    if (url !== "/auth/csrf-token") calls.push({ method: init?.method ?? "GET", url, body });
    return Response.json(url === "/auth/csrf-token" ? { csrfToken: "t" } : answer);
  };
  return { calls, api: createApi({ fetch, lang: () => "en" }) };
}

const search = new URLSearchParams(
  "client_id=abc&redirect_uri=my.app:/cb?x=1%26y&scope=read+write&state=a%20b%2B%ED%95%9C&utm_source=mail",
);

test("the app's request reaches the server word for word, and nothing else of the address does", async () => {
  const { calls, api } = serve({ kind: "ask" });
  await askConsent(search, api);
  const asked = new URL(calls[0]!.url, "http://here");
  expect(asked.pathname).toBe("/oauth/consent");
  expect(Object.fromEntries(asked.searchParams)).toEqual({
    client_id: "abc",
    redirect_uri: "my.app:/cb?x=1&y",
    scope: "read write",
    state: "a b+한",
  });
});

test("the decision carries the same request, whichever it is", async () => {
  const { calls, api } = serve({ kind: "go", redirect_uri: "my.app:/cb?code=1", code: null });
  expect((await decide(search, true, api)).redirect_uri).toBe("my.app:/cb?code=1");
  await decide(search, false, api);
  expect(calls.map(({ method, url }) => `${method} ${url}`)).toEqual([
    "POST /oauth/authorize",
    "POST /oauth/authorize",
  ]);
  expect(calls.map(({ body }) => body)).toMatchObject([
    { client_id: "abc", state: "a b+한", allow: true },
    { client_id: "abc", state: "a b+한", allow: false },
  ]);
});

test("a wish for a fresh log-in is granted once, and the rest of the address stays", () => {
  const forced = new URLSearchParams("client_id=abc&force_login=true&state=a%26b");
  expect(forcesLogin(forced)).toBe(true);
  const next = withoutForce(forced);
  expect(next).toBe("/oauth/authorize?client_id=abc&state=a%26b");
  expect(forcesLogin(new URL(next, "http://here").searchParams)).toBe(false);
  for (const no of ["", "force_login=false", "force_login="]) expect(forcesLogin(new URLSearchParams(no))).toBe(false);
});
