import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { bearer, askToken, callback, pkce, registerApp, tokenOf } from "#test/oauth";
import { text } from "../src/features/oauth/oauth.text.ts";
import { logIn, test } from "./browser.ts";
import type { Person } from "./browser.ts";
import { eventually } from "./steps.ts";

/** Stands in for the app: whatever comes back to it is noted, and shown as a page of its own. */
async function beTheApp({ context }: Person): Promise<URL[]> {
  const came: URL[] = [];
  await context.route(`${new URL(callback).origin}/**`, (route) => {
    came.push(new URL(route.request().url()));
    return route.fulfill({ contentType: "text/html", body: "<title>The app</title>" });
  });
  return came;
}

const link = (client: { client_id: string }, more: Record<string, string> = {}) =>
  `/oauth/authorize?${new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: callback,
    response_type: "code",
    scope: "read write:statuses",
    state: "a state",
    ...more,
  })}`;

const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).click();

describe.each(["en", "ko"] as const)("letting an app in, in %s", (lang) => {
  const t = text[lang];

  test("a visitor logs in, agrees, and is back in the app with a code that works", async ({ app, person }) => {
    const member = await app.member();
    const one = await person(app, { lang, width: 390, visitor: true });
    const came = await beTheApp(one);
    const client = await registerApp(app);
    const { verifier, challenge } = pkce();
    await one.page.goto(link(client, { code_challenge: challenge, code_challenge_method: "S256" }));
    const { door } = one.words;
    await one.page.getByRole("textbox", { name: door.username }).fill(member.username);
    await one.page.getByLabel(door.password, { exact: true }).fill(member.password);
    await press(one.page, door.logIn);
    await one.page.getByRole("heading", { name: t.asks("Test app") }).waitFor();
    await one.page.getByText(t.scopes["write:statuses"]!).waitFor();
    await press(one.page, t.allow);
    await eventually(() => came.length).toBe(1);
    expect(came[0]!.searchParams.get("state")).toBe("a state");
    const code = came[0]!.searchParams.get("code")!;
    const { body } = await askToken(app, client, { code, code_verifier: verifier });
    const me = await app.guest().get<{ id: string }>("/api/v1/accounts/verify_credentials", bearer(body.access_token));
    expect(me.body.id).toBe(member.id);
  });

  test("who is logged in only agrees or does not; without an app to go back to, the code is shown", async ({
    app,
    person,
  }) => {
    const one = await person(app, { lang });
    const came = await beTheApp(one);
    await one.page.goto(link(await registerApp(app)));
    await press(one.page, t.deny);
    await eventually(() => came.at(-1)?.searchParams.get("error")).toBe("access_denied");
    await one.page.waitForURL(`${callback}?**`);
    const byHand = await registerApp(app, "read", "urn:ietf:wg:oauth:2.0:oob");
    const address = link(byHand, { redirect_uri: "urn:ietf:wg:oauth:2.0:oob", scope: "read" });
    await one.page.goto(address);
    await one.page.getByText(t.byHand).waitFor();
    await press(one.page, t.allow);
    const code = await one.page.getByRole("status", { name: t.codeTitle }).textContent();
    const { status } = await askToken(app, byHand, { code: code!, redirect_uri: "urn:ietf:wg:oauth:2.0:oob" });
    expect(status).toBe(200);
    await press(one.page, t.copy);
    await eventually(() => one.page.evaluate(() => navigator.clipboard.readText())).toBe(code);
    await one.page.goto(address);
    await press(one.page, t.deny);
    await one.page.getByRole("heading", { name: t.deniedTitle }).waitFor();
  });
});

test("an app may want a fresh log-in, and gets the account that logs in", async ({ app, person }) => {
  const t = text.en;
  const other = await app.member();
  const one = await person(app);
  await one.page.goto(link(await registerApp(app), { force_login: "true" }));
  await one.page.waitForURL("**/login?**");
  await one.page.getByRole("textbox", { name: one.words.door.username }).fill(other.username);
  await one.page.getByLabel(one.words.door.password, { exact: true }).fill(other.password);
  await press(one.page, one.words.door.logIn);
  await one.page.getByRole("heading", { name: t.asks("Test app") }).waitFor();
  await one.page.getByText(`@${other.username}`).waitFor();
});

test("threat 21: a link that asks wrongly sends nobody anywhere by itself", async ({ app, person }) => {
  const t = text.en;
  const one = await person(app);
  one.expects(/status of 400 .*\/oauth\/consent/);
  const came = await beTheApp(one);
  const client = await registerApp(app, "read");
  const wrong: Record<string, string>[] = [{ redirect_uri: `${callback}/evil` }, { client_id: "unknown" }];
  for (const more of wrong) {
    await one.page.goto(link(client, more));
    await one.page.getByRole("heading", { name: t.wrongTitle }).waitFor();
    expect(await one.page.getByRole("link", { name: t.back(new URL(callback).host) }).count()).toBe(0);
  }
  await one.page.goto(link(client, { scope: "write" }));
  const back = one.page.getByRole("link", { name: t.back(new URL(callback).host) });
  await back.waitFor();
  expect(came).toEqual([]);
  await back.click();
  await eventually(() => came[0]?.searchParams.get("error")).toBe("invalid_scope");
});

test("the apps that are in are listed in the settings; one that is shut out is out at once", async ({
  app,
  person,
}) => {
  const t = text.en;
  const member = await app.member();
  const client = await registerApp(app);
  const token = await tokenOf(app, member, "read", client);
  const ear = await app.listen(app.guest(), { token });
  const one = await person(app, { visitor: true });
  await logIn(Object.assign(one, { username: member.username, password: member.password }));
  await one.page.goto("/settings");
  await one.page.getByRole("link", { name: one.words.door.apps }).click();
  await one.page.getByRole("heading", { name: "Test app" }).waitFor();
  await press(one.page, t.shutOutOf("Test app"));
  await one.page.getByRole("heading", { name: t.none }).waitFor();
  await eventually(() => ear.ended[0]).toBe("signed-out");
  expect((await app.guest().get("/api/v1/timelines/public", bearer(token))).status).toBe(401);
});
