import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { describeApi } from "#core/openapi";
import { startApp } from "#test/app";

test("the API's description in docs/api is the one that the contracts give (npm run api writes it anew)", async () => {
  const app = await startApp();
  try {
    const { version } = JSON.parse(await readFile("package.json", "utf8")) as { version: string };
    const text = `${JSON.stringify(describeApi(app.server.http.contracts, version), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot("../docs/api/openapi.json");
  } finally {
    await app.stop();
  }
});
