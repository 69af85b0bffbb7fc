import { renderToStaticMarkup } from "react-dom/server";
import { MemoryRouter } from "react-router";
import { expect, test } from "vitest";
import type { Account } from "../accounts.contract.ts";
import { AccountName, nameOf } from "./AccountName.tsx";
import { Avatar } from "./Avatar.tsx";

const someone = { username: "민수", acct: "민수", display_name: "김민수", avatar: "" } as Account;

test("someone without a picture is shown by an initial", () => {
  expect(renderToStaticMarkup(<Avatar account={someone} />)).toContain("김");
});

test("the picture that stands for none is not preferred to the initial", () => {
  const html = renderToStaticMarkup(
    <Avatar account={{ ...someone, avatar: "https://here.example/avatar-default.svg" }} />,
  );
  expect(html).not.toContain("<img");
});

test("a picture of one's own is shown, and its site does not learn who looks", () => {
  const html = renderToStaticMarkup(<Avatar account={{ ...someone, avatar: "https://elsewhere.example/me.png" }} />);
  expect(html).toContain('src="https://elsewhere.example/me.png"');
  expect(html).toContain('referrerPolicy="no-referrer"');
});

test("a name of any direction stays in its place, and leads to its page", () => {
  const html = renderToStaticMarkup(
    <MemoryRouter>
      <AccountName account={someone} link />
    </MemoryRouter>,
  );
  expect(html).toMatch(/<a[^>]*href="\/@민수"/);
  expect(html).toContain("<bdi");
});

test("whoever has no display name goes by the username", () => {
  expect(nameOf({ display_name: "  ", username: "alice" })).toBe("alice");
});
