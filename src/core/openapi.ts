import { z } from "zod";
import { Problem } from "./http.check.ts";
import type { RouteContract } from "./http.route.ts";
import { scopes } from "./scopes.ts";

type Json = Record<string, unknown>;

/** The JSON Schema of a contract; named contracts (`meta({ id })`) go to `shared` and are referred to. */
function shapeOf(type: z.ZodType, io: "input" | "output", shared: Json): Json {
  const whole = z.toJSONSchema(z.object({ it: type }), { io, unrepresentable: "any" }) as unknown as {
    properties: { it: Json };
    $defs?: Json;
  };
  const { it, defs } = JSON.parse(
    JSON.stringify({ it: whole.properties.it, defs: whole.$defs ?? {} }).replaceAll(
      "#/$defs/",
      "#/components/schemas/",
    ),
  ) as { it: Json; defs: Json };
  Object.assign(shared, defs);
  return it;
}

/** The OpenAPI 3.1 description of routes, made from their contracts; the same contracts give the same text. */
export function describeApi(contracts: RouteContract[], version: string): Json {
  const paths: Record<string, Json> = {};
  const schemas: Json = {};
  for (const contract of contracts) {
    const path = contract.path.replace(/:(\w+)/g, "{$1}");
    (paths[path] ??= {})[contract.method.toLowerCase()] = describeRoute(contract, schemas);
  }
  return {
    openapi: "3.1.0",
    info: { title: "X-Messenger", version, description: "Mastodon's client API, and the web's own session beside it." },
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      schemas,
      securitySchemes: {
        session: { type: "apiKey", in: "cookie", name: "xm_session" },
        app: {
          type: "oauth2",
          flows: {
            authorizationCode: {
              authorizationUrl: "/oauth/authorize",
              tokenUrl: "/oauth/token",
              scopes: Object.fromEntries(scopes.map((scope) => [scope, ""])),
            },
          },
        },
      },
    },
  };
}

function describeRoute(contract: RouteContract, shared: Json): Json {
  const [status, shape] = contract.answer;
  const answer =
    status === 204
      ? {}
      : { content: { [contract.type ?? "application/json"]: { schema: shapeOf(shape, "output", shared) } } };
  const problem = {
    description: "What is wrong, in the caller's language.",
    content: { "application/json": { schema: shapeOf(Problem, "output", shared) } },
  };
  const body = contract.body && shapeOf(contract.body, "input", shared);
  return {
    summary: contract.about,
    ...securityOf(contract),
    parameters: [...parametersOf(contract.params, "path", shared), ...parametersOf(contract.query, "query", shared)],
    ...(body
      ? {
          requestBody: {
            content: {
              "application/json": { schema: body },
              "application/x-www-form-urlencoded": { schema: body },
              "multipart/form-data": { schema: body },
            },
          },
        }
      : {}),
    responses: { [status]: { description: "Success.", ...answer }, "4XX": problem, "5XX": problem },
  };
}

/** By what a route is opened: the web's session, an app's token with the scope, or neither. */
function securityOf({ access, scope }: RouteContract): Json {
  if (access === "client" || (access === "anyone" && scope === "session")) return {};
  const app = scope === "session" ? [] : [{ app: scope === "none" ? [] : [scope] }];
  return { security: [...(access === "anyone" ? [{}] : []), { session: [] }, ...app] };
}

function parametersOf(shape: z.ZodType | undefined, place: "path" | "query", shared: Json): Json[] {
  if (!shape) return [];
  const { properties = {} } = shapeOf(shape, "input", shared) as { properties?: Record<string, Json> };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: place, required: place === "path", schema }));
}
