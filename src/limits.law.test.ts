import { expect, test } from "vitest";
import { z } from "zod";
import { startApp } from "#test/app";

type Schema = {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  pattern?: string;
  maxLength?: number;
  maxItems?: number;
  items?: Schema;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
};

/** The paths of texts and lists in a schema that may be as long as they like. */
function boundless(schema: Schema, path: string): string[] {
  const inside = [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, one]) => boundless(one, `${path}.${name}`)),
    ...(schema.anyOf ?? []).flatMap((one) => boundless(one, path)),
    ...(schema.items ? boundless(schema.items, `${path}[]`) : []),
    ...(typeof schema.additionalProperties === "object" ? boundless(schema.additionalProperties, `${path}.*`) : []),
  ];
  const fixed = schema.enum !== undefined || schema.const !== undefined || schema.pattern !== undefined;
  if (schema.type === "string" && !fixed && schema.maxLength === undefined) inside.push(path);
  if (schema.type === "array" && schema.maxItems === undefined) inside.push(`${path}[]`);
  return inside;
}

test("threat 19: every text and every list that a route takes in has a maximum", async () => {
  const app = await startApp();
  try {
    const found = app.server.http.contracts.flatMap(({ method, path, query, body }) =>
      [query, body].flatMap((shape) => {
        if (!shape) return [];
        const schema = z.toJSONSchema(shape, { io: "input", unrepresentable: "any", reused: "inline" });
        return boundless(schema as Schema, `${method} ${path}`);
      }),
    );
    expect(found).toEqual([]);
  } finally {
    await app.stop();
  }
});
