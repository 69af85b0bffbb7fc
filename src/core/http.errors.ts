import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { ConnectionError, FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { Problem, checkAnswer } from "./http.check.ts";
import { databaseCode, databaseError, isAway } from "./db.ts";
import { AppError, away, diskFull, tooLarge, unreadable, unsupported } from "./errors.ts";
import type { Lang } from "./lang.ts";
import { pickLang } from "./lang.ts";

/** The one shape of an error: a sentence, and for programs a code or what is wrong with each field. */
export function errorBody(error: AppError, lang: Lang) {
  const details: Record<string, { error: string; description: string }[]> = {};
  for (const f of error.fields) (details[f.field] ??= []).push({ error: f.error, description: f.say(lang) });
  return {
    ...(error.oauth ? { error: error.oauth, error_description: error.say(lang) } : { error: error.say(lang) }),
    ...(error.code ? { code: error.code } : {}),
    ...(error.fields.length > 0 ? { details } : {}),
  };
}

/** Answers what a handler threw: an AppError in the caller's words, anything else as 500 with a line in the log. */
export function answerError(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = translate(thrown);
  if (isAway(thrown)) request.log.warn({ err: databaseError(thrown) }, "the database is away");
  if (!(error instanceof AppError)) {
    request.log.error(
      { err: databaseError(thrown), method: request.method, path: request.url.split("?")[0] },
      "a request failed",
    );
    return send(request, reply, oops());
  }
  return send(request, reply, error);
}

/** 404 as JSON for a path that no feature knows. */
export function answerUnknownRoute(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return send(request, reply, nothingHere());
}

/** Answers bytes that are no HTTP, which reach no route, in the same shape, and hangs up. */
export function answerNoise({ code }: ConnectionError, socket: Socket): void {
  const status = code === "HPE_HEADER_OVERFLOW" ? 431 : code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : 400;
  const body = JSON.stringify(errorBody(fastifyErrors[status]!(), "en"));
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}`;
  const type = "Content-Type: application/json; charset=utf-8";
  if (socket.writable)
    socket.end(`${head}\r\nConnection: close\r\n${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  else socket.destroy();
}

function send(request: FastifyRequest, reply: FastifyReply, error: AppError): FastifyReply {
  const lang = request.ctx?.lang ?? pickLang(request.headers["accept-language"]);
  const body = errorBody(error, lang);
  checkAnswer(request.server, `the error of ${request.method} ${request.url}`, Problem, body);
  return reply
    .code(error.status)
    .headers({ "cache-control": "no-store", ...error.headers })
    .type("application/json; charset=utf-8")
    .send(body);
}

function translate(thrown: unknown): unknown {
  if (thrown instanceof AppError) return thrown;
  if (isAway(thrown)) return away();
  if (databaseCode(thrown) === "53100") return diskFull();
  const status = (thrown as FastifyError | undefined)?.statusCode;
  return status !== undefined && status >= 400 && status < 500
    ? (fastifyErrors[status] ?? fastifyErrors[400])!()
    : thrown;
}

const nothingHere = () => new AppError(404, { en: "There is nothing here.", ko: "여기에는 아무것도 없어요." });

const fastifyErrors: Record<number, () => AppError> = {
  400: unreadable,
  404: nothingHere,
  408: () => new AppError(408, { en: "The request took too long to arrive.", ko: "요청이 너무 늦게 도착했어요." }),
  413: tooLarge,
  414: nothingHere,
  415: unsupported,
  431: () => new AppError(431, { en: "The request's headers are too long.", ko: "요청 헤더가 너무 길어요." }),
};

const oops = () =>
  new AppError(500, {
    en: "Something broke on our side. It has been written down.",
    ko: "저희 쪽에 문제가 생겼어요. 기록해 두었어요.",
  });
