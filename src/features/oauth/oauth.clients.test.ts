import { createOAuthAPIClient, createRestAPIClient } from "masto";
import generate from "megalodon";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { Member, TestApp } from "#test/app";
import { callback, pkce } from "#test/oauth";

let app: TestApp;
let alice: Member;
beforeAll(async () => {
  app = await startApp();
  alice = await app.member();
});
afterAll(() => app.stop());

/** What the consent page does when the member agrees to what stands in its address. */
async function agree(address: URL): Promise<string> {
  const body = { ...Object.fromEntries(address.searchParams), allow: true };
  const { body: decision } = await alice.send<{ redirect_uri: string }>("POST", "/oauth/authorize", { body });
  return new URL(decision.redirect_uri).searchParams.get("code")!;
}

test("masto logs in with a code and PKCE, and acts within its scopes", async () => {
  const login = async (scope: string) => {
    const guest = createRestAPIClient({ url: app.url });
    const client = await guest.v1.apps.create({ clientName: "masto", redirectUris: callback, scopes: scope });
    const { verifier, challenge } = pkce();
    const address = new URL("/oauth/authorize", app.url);
    address.search = new URLSearchParams({
      client_id: client.clientId!,
      redirect_uri: callback,
      response_type: "code",
      scope,
      code_challenge: challenge,
      code_challenge_method: "S256",
    }).toString();
    const request = {
      grantType: "authorization_code",
      clientId: client.clientId!,
      clientSecret: client.clientSecret!,
      redirectUri: callback,
      code: await agree(address),
      codeVerifier: verifier,
    } as const;
    const oauth = createOAuthAPIClient({ url: app.url });
    const token = await oauth.token.create(request);
    const end = () =>
      oauth.revoke({ clientId: client.clientId!, clientSecret: client.clientSecret!, token: token.accessToken });
    return { rest: createRestAPIClient({ url: app.url, accessToken: token.accessToken }), end };
  };
  const { rest, end } = await login("read write");
  expect((await rest.v1.accounts.verifyCredentials()).id).toBe(alice.id);
  expect((await rest.v1.apps.verifyCredentials()).name).toBe("masto");
  const post = await rest.v1.statuses.create({ status: "안녕하세요, from masto" });
  const edited = await rest.v1.statuses.$select(post.id).update({ status: "edited by masto" });
  expect(edited.content).toContain("edited by masto");
  const page = await rest.v1.timelines.public.list({ limit: 5 });
  expect(page.map(({ id }) => id)).toContain(post.id);
  await rest.v1.statuses.$select(post.id).remove();
  await expect(rest.v1.statuses.$select(post.id).fetch()).rejects.toMatchObject({ statusCode: 404 });

  const reader = await login("read");
  expect((await reader.rest.v1.accounts.verifyCredentials()).id).toBe(alice.id);
  await expect(reader.rest.v1.statuses.create({ status: "no" })).rejects.toMatchObject({ statusCode: 403 });

  await end();
  await expect(rest.v1.accounts.verifyCredentials()).rejects.toMatchObject({ statusCode: 401 });
});

test("megalodon registers, logs in with a code, and acts within its scopes", async () => {
  const login = async (scopes: string[]) => {
    const guest = generate("mastodon", app.url);
    const data = await guest.registerApp("megalodon", { scopes, redirect_uris: callback });
    const code = await agree(new URL(data.url!));
    const token = await guest.fetchAccessToken(data.client_id, data.client_secret, code, callback);
    const end = () => guest.revokeToken(data.client_id, data.client_secret, token.access_token);
    return { client: generate("mastodon", app.url, token.access_token), end };
  };
  const { client, end } = await login(["read", "write"]);
  expect((await client.verifyAccountCredentials()).data.id).toBe(alice.id);
  const { data: post } = await client.postStatus("안녕하세요, from megalodon");
  const { data: edited } = await client.editStatus(post.id, { status: "edited by megalodon" });
  expect(edited.content).toContain("edited by megalodon");
  expect((await client.getPublicTimeline()).data.map(({ id }) => id)).toContain(post.id);
  await client.deleteStatus(post.id);
  await expect(client.getStatus(post.id)).rejects.toMatchObject({ response: { status: 404 } });

  const reader = await login(["read"]);
  expect((await reader.client.verifyAccountCredentials()).data.id).toBe(alice.id);
  await expect(reader.client.postStatus("no")).rejects.toMatchObject({ response: { status: 403 } });

  await end();
  await expect(client.verifyAccountCredentials()).rejects.toMatchObject({ response: { status: 401 } });
});
