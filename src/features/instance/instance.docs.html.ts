import type { Lang } from "#core/lang";
import { escape } from "#core/writing.html";
import { text } from "./instance.text.ts";

type Words = (typeof text)["en"];

type Schema = {
  $ref?: string;
  type?: keyof Words["kinds"];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  maxLength?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
};

type Operation = {
  summary: string;
  security?: Record<string, string[]>[];
  parameters: { name: string; in: string; required: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
};

/** As much of an OpenAPI document as the page shows. */
type Document = {
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

/** The API's description as a page for people: no script, readable without styles, each entry with an address of its own. */
export function renderDocs(document: Document, title: string, lang: Lang): string {
  const t = text[lang];
  const groups = Map.groupBy(Object.entries(document.paths), ([path]) => groupOf(path));
  const names = [...groups.keys()].sort();
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<title>${escape(t.title(title))}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" type="image/svg+xml" href="/icon.svg">
<link rel="stylesheet" href="/api-docs.css">
</head>
<body>
<a class="skip" href="#routes">${t.skip}</a>
<header>
<h1>${escape(t.title(title))}</h1>
<p>${t.intro}</p>
<p><a href="/api/openapi.json">${t.document}</a> · X-Messenger ${escape(document.info.version)}</p>
</header>
<nav aria-label="${t.contents}"><ul>${[...names, "entities"].map((name) => `<li><a href="#${name}">${name === "entities" ? t.entities : name}</a></li>`).join("")}</ul></nav>
<main id="routes" tabindex="-1">
${names.map((name) => groupHtml(name, groups.get(name) ?? [], t)).join("\n")}
<section aria-labelledby="entities"><h2 id="entities">${t.entities}</h2>
${Object.entries(document.components.schemas)
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, schema]) => `<section><h3 id="entity-${name}">${name}</h3>${fieldsHtml(schema, t)}</section>`)
  .join("\n")}
</section>
</main>
</body>
</html>
`;
}

/** What a route is about: the noun after the version, else the first part of its path. */
function groupOf(path: string): string {
  if (/^\/(\.well-known|nodeinfo|health|api\/(openapi|docs))/.test(path)) return "server";
  return /^\/api\/v\d+\/(\w+)/.exec(path)?.[1] ?? path.split("/")[1]!;
}

const groupHtml = (name: string, paths: [string, Record<string, Operation>][], t: Words) =>
  `<section aria-labelledby="${name}"><h2 id="${name}">${name}</h2>
${paths
  .flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, one]) => operationHtml(method, path, one, t)),
  )
  .join("\n")}
</section>`;

function operationHtml(method: string, path: string, operation: Operation, t: Words): string {
  const id = `${method}${path.replaceAll(/[^\w.-]+/g, "-")}`;
  const [status = "200", { content } = {}] = Object.entries(operation.responses)[0] ?? [];
  const [type = "", answer] = Object.entries(content ?? {})[0] ?? [];
  const body = Object.values(operation.requestBody?.content ?? {})[0];
  const parameters = operation.parameters.map(({ name, required, schema }) => row(name, schema, required, t));
  return `<details id="${id}">
<summary><code class="method">${method.toUpperCase()}</code> <code>${escape(path)}</code> <span lang="en">${escape(operation.summary)}</span></summary>
<p>${accessWords(operation.security, t)}</p>
${parameters.length > 0 ? `<h3>${t.parameters}</h3>${table(parameters, t)}` : ""}
${body ? `<h3>${t.body}</h3>${fieldsHtml(body.schema, t)}` : ""}
<h3>${t.answer(status)}</h3>
${answer ? `<p>${type.startsWith("application/json") ? "" : `<code>${escape(type)}</code> `}${kind(answer.schema, t)}</p>${answer.schema.properties ? fieldsHtml(answer.schema, t) : ""}` : `<p>${t.nothing}</p>`}
</details>`;
}

function accessWords(security: Operation["security"], { who }: Words): string {
  const open = !security || security.some((way) => Object.keys(way).length === 0);
  const app = security?.find((way) => "app" in way)?.["app"];
  const scope = app?.[0];
  const ways = app ? (scope ? who.app(`<code>${escape(scope)}</code>`) : who.token) : who.session;
  return open ? who.anyone : `${app ? who.member : ""} ${ways}`.trim();
}

function fieldsHtml(schema: Schema, t: Words): string {
  const { properties, required = [] } = schema;
  if (!properties) return `<p>${kind(schema, t)}</p>`;
  const rows = Object.entries(properties).map(([name, one]) => row(name, one, required.includes(name), t));
  return rows.length > 0 ? table(rows, t) : `<p>${t.nothing}</p>`;
}

const table = (rows: string[], t: Words) =>
  `<table><thead><tr><th scope="col">${t.name}</th><th scope="col">${t.kind}</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;

const row = (name: string, schema: Schema, required: boolean, t: Words) =>
  `<tr><th scope="row"><code>${escape(name)}</code> <small>${required ? t.needed : t.may}</small></th><td>${kind(schema, t)}</td></tr>`;

/** What kind of value a schema describes, in words; an object inside is told by its fields. */
function kind(schema: Schema, t: Words): string {
  if (schema.$ref) {
    const name = escape(schema.$ref.split("/").at(-1) ?? "");
    return `<a href="#entity-${name}">${name}</a>`;
  }
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) return schema.enum.map(literal).join(t.or);
  if (schema.anyOf) return schema.anyOf.map((one) => kind(one, t)).join(t.or);
  const most = schema.maxLength ?? schema.maxItems;
  const bound = most === undefined ? "" : t.atMost(most);
  if (schema.type === "array" && schema.items) return `${t.listOf}${kind(schema.items, t)}${bound}`;
  if (schema.properties) {
    const inner = Object.entries(schema.properties).map(
      ([name, one]) => `<code>${escape(name)}</code>: ${kind(one, t)}`,
    );
    return `${t.kinds.object} (${inner.join("; ")})`;
  }
  return `${t.kinds[schema.type ?? "any"]}${bound}`;
}

const literal = (value: unknown) => `<code>${escape(JSON.stringify(value))}</code>`;
