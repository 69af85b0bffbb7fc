import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Caller, Ctx, MemberCtx } from "./context.ts";
import { csrfMatches, fromOurPage } from "./csrf.ts";
import { AppError, forged, invalid, notFound, notSignedIn, outOfScope } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import { checkAnswer } from "./http.check.ts";
import { counted } from "./http.ready.ts";
import type { Http } from "./http.ts";
import { isId } from "./ids.ts";
import { cursorHeader } from "./live.contract.ts";
import { limitHeaders, networkOf, tooMany } from "./limits.ts";
import type { LimitClass } from "./limits.ts";
import { covers } from "./scopes.ts";
import type { Scope } from "./scopes.ts";

/** What a route promises: how it is called, by whom, and what it answers. */
export type RouteContract = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  /** One sentence for the documentation. */
  about: string;
  /**
   * `member`: only signed in. `anyone`: also signed out. `client`: an app, which proves itself in the request.
   * `unasked`: it does not matter who, so nobody's token is asked for.
   */
  access: "member" | "anyone" | "client" | "unasked";
  /** What a token must allow. `none`: any token will do; `session`: no token will, only the web's own session. */
  scope: Scope | "none" | "session";
  /** How its calls are counted; `none` for what balancers ask every second. */
  limit: LimitClass | "none";
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  /** The status of success and the shape of its JSON. */
  answer: readonly [status: number, shape: z.ZodType];
  /** Whoever is nobody gets the same answer to the same address until something happens, so it is kept ready. */
  cached?: true;
  /** The media type of the answer; JSON unless told. What is no JSON is a string. */
  type?: string;
};

type Parsed<T> = T extends z.ZodType ? z.output<T> : Record<string, never>;

/** What a handler is given. */
export type Call<C extends RouteContract> = {
  ctx: C["access"] extends "member" ? MemberCtx : Ctx;
  params: Parsed<C["params"]>;
  query: Parsed<C["query"]>;
  body: Parsed<C["body"]>;
  request: FastifyRequest;
  reply: FastifyReply;
};

/** Every route of the process, in the order of registration: for the API's documentation and for the laws. */
export type RouteList = RouteContract[];

declare module "fastify" {
  interface FastifyInstance {
    contracts: RouteList;
  }
}

/** Adds a route: counts it, finds out who asks, checks what came, and sends what the handler returns. */
export function route<const C extends RouteContract>(
  http: Http,
  contract: C,
  handler: (call: Call<C>) => Promise<z.input<C["answer"][1]>>,
): void {
  http.contracts.push(contract);
  const [status, shape] = contract.answer;
  http.route({
    method: contract.method,
    url: contract.path,
    handler: async (request, reply) => {
      const { ctx } = request;
      if (contract.limit !== "none") {
        // Who guesses at credentials is counted too: under the network, as whoever has none.
        const asking = identify(http, contract, request);
        Object.assign(ctx, await asking.catch(() => nobody));
        await count(request, reply, contract.limit);
        await asking;
      }
      if (ctx.grant) checkScope(contract, ctx.grant.scopes);
      if (contract.access === "member" && !ctx.viewer) throw ctx.grant ? outOfScope(contract.scope) : notSignedIn();
      // Where the log stood before anything was read: a client that listens from there misses nothing.
      if (contract.method === "GET") reply.header(cursorHeader, String(ctx.log.position()));
      else if (contract.access !== "client" && !ctx.grant) checkOrigin(request, contract);
      const call = {
        ctx,
        params: readParams(contract.params, request.params),
        query: read(contract.query, request.query),
        body: read(contract.body, request.body ?? {}),
        request,
        reply,
      } as Call<C>;
      const filling = contract.cached ? http.kept.begin(request.raw) : null;
      const answer = await (filling ? filling.during(() => handler(call)) : handler(call));
      checkAnswer(http, `${contract.method} ${contract.path}`, shape, answer);
      if (contract.type !== undefined) reply.type(contract.type);
      reply
        .code(status)
        .header("cache-control", ctx.viewer || contract.access === "client" ? "private, no-store" : "no-cache");
      if (filling && contract.limit !== "none") return filling.keep(reply, contract.limit, answer);
      return status === 204 ? null : answer;
    },
  });
}

const nobody: Caller = { viewer: null, grant: null };

/** Who asks. A cookie says nothing when a page of another site sent it along, nor where an app speaks for itself. */
async function identify(http: Http, { access, method }: RouteContract, request: FastifyRequest): Promise<Caller> {
  if (access === "client" || access === "unasked") return nobody;
  const caller = await http.authenticate(request.ctx, request);
  const strange = method === "GET" && !caller.grant && !fromOurPage(request.ctx.config, request.headers);
  return strange ? nobody : caller;
}

function checkScope({ scope }: RouteContract, granted: readonly string[]): void {
  if (scope === "none" || (scope !== "session" && covers(granted, scope))) return;
  throw outOfScope(scope);
}

async function count(request: FastifyRequest, reply: FastifyReply, name: LimitClass): Promise<void> {
  const { limits, viewer } = request.ctx;
  const standing =
    counted.get(request.raw) ??
    (await limits.hit(name, viewer ? `account:${viewer.accountId}` : networkOf(request.ip)));
  reply.headers(limitHeaders(standing));
  if (standing.exceeded) throw tooMany(standing);
}

/** A cookie proves who, never that the member wanted it: what changes something must come from a page of ours. */
function checkOrigin(request: FastifyRequest, { access }: RouteContract): void {
  if (!fromOurPage(request.ctx.config, request.headers)) throw forged();
  if (access === "unasked") return;
  const browser = request.headers.origin !== undefined || request.headers["sec-fetch-site"] !== undefined;
  if ((browser || request.ctx.viewer) && !csrfMatches(request)) throw forged();
}

/** Ids in a path: what cannot be an id does not exist. */
function readParams(shape: z.ZodType | undefined, value: unknown): unknown {
  if (!shape) return {};
  const parsed = shape.safeParse(value);
  const params = parsed.data as { id?: string } | undefined;
  if (!parsed.success || (params?.id !== undefined && !isId(params.id))) throw notFound();
  return params;
}

function read(shape: z.ZodType | undefined, value: unknown): unknown {
  if (!shape) return {};
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  if (issues.some((issue) => issue.path.length === 0))
    throw new AppError(422, { en: "The request's body must be an object.", ko: "요청 본문은 객체여야 해요." });
  throw invalid(issues.map((issue) => fault(String(issue.path[0]), issue.code === "too_big")));
}

/** What no page of ours sends, said for whoever writes a client. */
function fault(field: string, long: boolean): FieldError {
  const words = long
    ? { en: `“${field}” is too long.`, ko: `“${field}” 값이 너무 길어요.` }
    : { en: `“${field}” is missing or of the wrong kind.`, ko: `“${field}” 값이 없거나 형식이 맞지 않아요.` };
  return { field, error: long ? "ERR_TOO_LONG" : "ERR_INVALID", say: (lang) => words[lang] };
}
