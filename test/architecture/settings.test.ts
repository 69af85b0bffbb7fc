import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readConfig } from "#core/config";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const shown = [...read(".env.example").matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name = "", value = ""]) => ({
  name,
  value,
}));

test("the example of settings names each setting there is, and no other", () => {
  const known = [...read("src/core/config.ts").matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name]) => name);
  expect(new Set(shown.map(({ name }) => name))).toEqual(new Set(known));
});

test("taken as it is, the example changes nothing", () => {
  const own = ["PUBLIC_URL", "DATABASE_URL", "REDIS_URL", "JWT_SECRET", "SMTP_URL", "MAIL_FROM"];
  const taken = shown.filter(({ name }) => !own.includes(name)).map(({ name, value }) => [name, value]);
  expect(readConfig(Object.fromEntries(taken))).toEqual(readConfig({}));
});
