import type { Readable } from "node:stream";
import { Transform, pipeline } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { FastifyInstance, FastifyRequest, RequestPayload } from "fastify";
import { tooLarge, unreadable, unsupported } from "./errors.ts";

/** The largest body of a request in bytes, also after decompression. */
export const maxBody = 256 * 1024;

/**
 * Bodies are JSON or a form, urlencoded or multipart, compressed or not; anything else is a 415. A body of no bytes is
 * no body, whatever type it claims.
 */
export function acceptBodies(http: FastifyInstance): void {
  const readJson = http.getDefaultJsonParser("error", "error");
  http.addHook("preParsing", inflateBody);
  http.removeAllContentTypeParsers();
  http.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, body, done) =>
    body === "" ? done(null) : readJson(request, body, done),
  );
  http.addContentTypeParser<string>(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    (_request, body, done) => done(null, readForm(body)),
  );
  http.addContentTypeParser<Buffer>("multipart/form-data", { parseAs: "buffer" }, readMultipart);
}

async function readMultipart({ headers }: FastifyRequest, body: Buffer): Promise<Record<string, unknown>> {
  if (body.length === 0) return {};
  const form = new Response(body as Uint8Array<ArrayBuffer>, {
    headers: { "content-type": headers["content-type"] ?? "" },
  });
  const fields = await form.formData().catch(() => {
    throw unreadable();
  });
  return gatherFields([...fields].slice(0, maxFields));
}

const inflaters = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress };

/** Decompresses a body as it comes, and stops with 413 as soon as it is too large: a bomb costs no memory. */
async function inflateBody(request: FastifyRequest, _reply: unknown, payload: RequestPayload): Promise<RequestPayload> {
  const encoding = request.headers["content-encoding"];
  if (encoding === undefined || encoding === "identity") return payload;
  const inflate = inflaters[encoding as keyof typeof inflaters];
  if (!Object.hasOwn(inflaters, encoding)) throw unsupported();
  let size = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > maxBody) done(tooLarge());
      else done(null, chunk);
    },
  });
  delete request.headers["content-length"];
  const stream: Readable & { receivedEncodedLength?: number } = pipeline(payload, inflate(), counter, () => {
    // Whoever reads the last stream hears of the error there.
  });
  return stream;
}

const maxFields = 200;

/** The fields of a form or a query string, at most 200 of them. */
export const readForm = (text: string): Record<string, unknown> =>
  gatherFields([...new URLSearchParams(text)].slice(0, maxFields));

type Fields = Map<string, unknown>;

/**
 * Fields by name: `a[]=1&a[]=2` and `a=1&a=2` are lists, `a[b][c]=1` is an object in an object, `a[][b]=1` a list of
 * objects, of which the next begins where a name comes again. Names like `__proto__` are dropped.
 */
function gatherFields(entries: [string, unknown][]): Record<string, unknown> {
  const fields: Fields = new Map();
  for (const [key, value] of entries) {
    const [, name, inner = ""] = /^([^[\]]{1,100})((?:\[[^[\]]{0,100}\]){0,3})/.exec(key) ?? [];
    const path = [name ?? "", ...[...inner.matchAll(/\[([^[\]]*)\]/g)].map((part) => part[1]!)];
    if (name && !path.some((part) => unsafe.has(part))) plant(fields, path, value);
  }
  return plain(fields) as Record<string, unknown>;
}

function plant(fields: Fields, [name = "", next, ...rest]: string[], value: unknown): void {
  const before = fields.get(name);
  if (next === undefined) fields.set(name, before === undefined ? value : [before, value].flat());
  else if (next !== "") {
    const inner: Fields = before instanceof Map ? before : new Map();
    fields.set(name, inner);
    plant(inner, [next, ...rest], value);
  } else {
    const list: unknown[] = before === undefined ? [] : [before].flat();
    fields.set(name, list);
    const [key, ...deeper] = rest;
    if (key === undefined) return void list.push(value);
    const last = list.at(-1);
    const goesOn = last instanceof Map && (deeper.length > 0 || !last.has(key));
    const item: Fields = goesOn ? last : new Map();
    if (!goesOn) list.push(item);
    plant(item, rest, value);
  }
}

function plain(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([name, each]) => [name, plain(each)]));
  return Array.isArray(value) ? value.map(plain) : value;
}

const unsafe = new Set(["__proto__", "constructor", "prototype"]);
