import type { Saying } from "./lang.ts";

/** What is wrong with one field, as Mastodon tells it: a code for machines, a sentence for people. */
export type FieldError = { field: string; error: string; say: Saying };

/** Something a caller can cause and can understand: a status code and a sentence in their language. */
export class AppError extends Error {
  readonly status: number;
  readonly say: Saying;
  /** A word for programs, where the status alone does not tell (`csrf`). */
  readonly code: string | undefined;
  /** The error's name in RFC 6749, where an OAuth client waits for one; the sentence then describes it. */
  readonly oauth: string | undefined;
  readonly fields: FieldError[];
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    words: { en: string; ko: string },
    more: { code?: string; oauth?: string; fields?: FieldError[]; headers?: Record<string, string> } = {},
  ) {
    super(words.en);
    this.name = "AppError";
    this.status = status;
    this.say = (lang) => words[lang];
    this.code = more.code;
    this.oauth = more.oauth;
    this.fields = more.fields ?? [];
    this.headers = more.headers ?? {};
  }
}

/** 404, in the same bytes for what is absent and for what the viewer may not see. */
export const notFound = () =>
  new AppError(404, { en: "This does not exist, or is not for you to see.", ko: "없거나 볼 수 없는 것이에요." });

/** 401 for what only a signed-in member may do. */
export const notSignedIn = () => new AppError(401, { en: "Please log in first.", ko: "먼저 로그인해 주세요." });

/** 403 for a token that was not given this right. */
export const outOfScope = (scope: string) =>
  new AppError(
    403,
    { en: "This app was not allowed to do that.", ko: "이 앱에는 허락되지 않은 일이에요." },
    { headers: { "www-authenticate": `Bearer error="insufficient_scope", scope="${scope}"` } },
  );

/** 403 for a request that a page of another site could have sent. */
export const forged = () =>
  new AppError(
    403,
    {
      en: "This request did not come from a page of ours. Reload and try again.",
      ko: "이 사이트에서 보낸 요청이 아니에요. 새로고침한 뒤 다시 시도해 주세요.",
    },
    { code: "csrf" },
  );

/** 503 while the database cannot be reached. */
export const away = () =>
  new AppError(
    503,
    {
      en: "The server is catching its breath. Try again in a moment.",
      ko: "서버가 잠시 숨을 고르고 있어요. 곧 다시 시도해 주세요.",
    },
    { headers: { "retry-after": "1" } },
  );

/** 507 when the disk is full: reading still works. */
export const diskFull = () =>
  new AppError(507, {
    en: "The server's disk is full, so nothing new can be saved. Reading still works.",
    ko: "서버 디스크가 가득 차서 저장할 수 없어요. 읽기는 계속할 수 있어요.",
  });

/** 400 for bytes that say nothing we can read. */
export const unreadable = () =>
  new AppError(400, { en: "The request could not be read.", ko: "요청을 이해하지 못했어요." });

/** 413 for a body beyond what is ever needed. */
export const tooLarge = () =>
  new AppError(413, { en: "This is too large to be taken in.", ko: "받을 수 있는 크기를 넘었어요." });

/** 415 for a body of another type, or compressed in another way, than we read. */
export const unsupported = () =>
  new AppError(415, {
    en: "Send JSON or a form; this kind of content is not understood.",
    ko: "JSON이나 양식으로 보내 주세요. 이런 형식은 읽을 수 없어요.",
  });

/** 422 with what is wrong, field by field. */
export function invalid(fields: FieldError[]): AppError {
  const sentence = (lang: "en" | "ko") => fields.map((f) => f.say(lang)).join(" ");
  return new AppError(422, { en: sentence("en"), ko: sentence("ko") }, { fields });
}
