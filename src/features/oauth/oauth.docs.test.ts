import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { startApp } from "#test/app";

const run = promisify(execFile);

test("the examples for mobile developers work as they stand, one after another", async () => {
  const app = await startApp();
  try {
    const alice = await app.member();
    const page = await readFile("docs/mobile.md", "utf8");
    const examples = [...page.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, code = ""]) => code);
    const known: Record<string, string> = { SERVER: app.url };
    const names = ["VERIFIER", "CHALLENGE", "STATE"];
    /** Runs an example with what is known by now, and takes note of the variables it has set. */
    const shell = async (code: string) => {
      const script = `set -eu\n${code}\nprintf '\\n%s' "${names.map((name) => `\${${name}:-}`).join(" ")}"`;
      const { stdout } = await run("sh", ["-c", script], { env: { ...process.env, ...known } });
      const end = stdout.lastIndexOf("\n");
      stdout
        .slice(end + 1)
        .split(" ")
        .forEach((value, i) => value && (known[names[i]!] = value));
      return stdout.slice(0, end).trim();
    };
    const [server, register, verifier, ask, exchange, whoAmI, post, revoke] = examples as [string, ...string[]];
    const json = async (code = "") => JSON.parse(await shell(code)) as Record<string, string>;

    await shell(server);
    const client = await json(register);
    Object.assign(known, { CLIENT_ID: client["client_id"], CLIENT_SECRET: client["client_secret"] });
    await shell(verifier!);
    const address = new URL(await shell(ask!));
    expect(address.origin + address.pathname).toBe(`${app.url}/oauth/authorize`);
    const body = { ...Object.fromEntries(address.searchParams), allow: true };
    const { body: decision } = await alice.send<{ redirect_uri: string }>("POST", "/oauth/authorize", { body });
    const back = new URL(decision.redirect_uri);
    expect([back.protocol, back.searchParams.get("state")]).toEqual(["com.example.myapp:", known["STATE"]]);
    known["CODE"] = back.searchParams.get("code")!;
    const token = await json(exchange);
    expect(token["scope"]).toBe("read write:statuses");
    known["TOKEN"] = token["access_token"]!;
    expect((await json(whoAmI))["id"]).toBe(alice.id);
    expect((await json(post))["content"]).toContain("Hello from my app");
    expect(await json(revoke)).toEqual({});
    expect((await json(whoAmI))["error"]).toBe("The access token is not valid.");
    expect(examples).toHaveLength(8);
  } finally {
    await app.stop();
  }
});
