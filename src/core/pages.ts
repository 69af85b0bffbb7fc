import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyReply, FastifyRequest } from "fastify";
import { answerUnknownRoute } from "./http.errors.ts";
import type { Http } from "./http.ts";
import { isLang, pickLang } from "./lang.ts";

const built = fileURLToPath(new URL("../../dist/web", import.meta.url));
/** Paths that belong to programs: what is unknown there is a JSON 404, never a page. */
const programs = /^\/(api|auth|oauth(?!\/authorize\/?$)|health|assets|socket\.io|\.well-known|nodeinfo)(\/|$)/;

/**
 * Serves the web client: its files, and its page under every path that a person may open. Whatever else no route
 * knows, or everything while the client is not built, is a JSON 404.
 */
export async function servePages(http: Http): Promise<void> {
  const page = await readFile(join(built, "index.html"), "utf8").catch(() => undefined);
  if (page === undefined) {
    http.setNotFoundHandler(answerUnknownRoute);
    return;
  }
  await http.register(fastifyStatic, {
    root: built,
    index: false,
    wildcard: false,
    preCompressed: true,
    setHeaders: (reply, path) => {
      const asset = path.includes("/assets/");
      reply.header("cache-control", asset ? "public, max-age=31536000, immutable" : "no-cache");
      // Pictures that the API names are shown by the pages of other clients as well.
      if (!asset) reply.header("cross-origin-resource-policy", "cross-origin");
    },
  });
  const answerPage = (request: FastifyRequest, reply: FastifyReply) => {
    const path = request.url.split("?")[0]!;
    const wantsPage = request.method === "GET" && !programs.test(path) && !/\.[a-z0-9]{1,12}$/i.test(path);
    if (!wantsPage) return answerUnknownRoute(request, reply);
    const { lang, theme } = preferences(request);
    return reply
      .type("text/html; charset=utf-8")
      .headers({ "cache-control": "no-cache", vary: "Accept-Language, Cookie" })
      .send(page.replace("%lang%", lang).replace("%theme%", theme));
  };
  http.get("/", answerPage);
  http.setNotFoundHandler(answerPage);
}

/** The language and colours that the page starts in, so that nothing flashes; the client changes them later. */
function preferences(request: FastifyRequest): { lang: string; theme: string } {
  const chosen = new URLSearchParams(request.cookies["xm_prefs"] ?? "");
  const [lang, theme] = [chosen.get("lang"), chosen.get("theme") ?? ""];
  return {
    lang: isLang(lang) ? lang : pickLang(request.headers["accept-language"]),
    theme: ["light", "dark"].includes(theme) ? theme : "system",
  };
}
