import { afterAll, beforeAll, expect, test } from "vitest";
import { startApp } from "#test/app";
import type { TestApp } from "#test/app";

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ INSTANCE_TITLE: "우리 <동네>" });
});
afterAll(() => app.stop());

type Document = {
  openapi: string;
  paths: Record<string, Record<string, { summary: string }>>;
  components: { schemas: object };
};

test("the API is described to programs: every route there is, at an address that any app may read", async () => {
  const { status, headers, body } = await app
    .guest()
    .get<Document>("/api/openapi.json", { origin: "https://app.example" });
  expect([status, headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
  expect(body.openapi).toBe("3.1.0");
  const told = Object.entries(body.paths).flatMap(([path, of]) => Object.keys(of).map((method) => `${method} ${path}`));
  const there = app.server.http.contracts.map(
    ({ method, path }) => `${method.toLowerCase()} ${path.replace(/:(\w+)/g, "{$1}")}`,
  );
  expect(new Set(told)).toEqual(new Set(there));
});

test("and to people, as a page without a script that names every route and every entity, with no link into nothing", async () => {
  const { body } = await app.guest().get<Document>("/api/openapi.json");
  const { status, headers, text } = await app.guest().get("/api/docs");
  expect([status, headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
  expect(text).not.toContain("<script");
  expect(text).toContain("<h1>The API of 우리 &lt;동네&gt;</h1>");
  for (const path of Object.keys(body.paths)) expect(text).toContain(`<code>${path}</code>`);
  const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(Object.keys(body.components.schemas).map((name) => `entity-${name}`)));
  for (const [, target] of text.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(target);
});

test("the page speaks Korean to whoever asks for it", async () => {
  const { text } = await app.guest().get("/api/docs", { "accept-language": "ko" });
  expect(text).toContain('<html lang="ko">');
  expect(text).toContain("<h1>우리 &lt;동네&gt;의 API</h1>");
});
