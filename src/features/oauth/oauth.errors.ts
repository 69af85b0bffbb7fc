import { AppError } from "#core/errors";
import type { FieldError } from "#core/errors";
import { appLimits } from "./oauth.limits.ts";

const field = (name: string, error: string, words: { en: string; ko: string }): FieldError => ({
  field: name,
  error,
  say: (lang) => words[lang],
});

/** Everything that can be wrong with what an app says about itself. */
export const wrong = {
  name: () =>
    field("client_name", "ERR_INVALID", {
      en: `An app's name has 1 to ${appLimits.name} characters, and no invisible ones.`,
      ko: `앱 이름은 1자에서 ${appLimits.name}자까지이고, 보이지 않는 문자는 쓸 수 없어요.`,
    }),
  website: () =>
    field("website", "ERR_INVALID", {
      en: `A website's address starts with https:// or http:// and has at most ${appLimits.website} characters.`,
      ko: `웹사이트 주소는 https:// 또는 http://로 시작하고 ${appLimits.website}자까지예요.`,
    }),
  redirectUris: () =>
    field("redirect_uris", "ERR_INVALID", {
      en: `Give 1 to ${appLimits.redirectUris} redirect URIs: https, http on a loopback address, an app's own scheme, or urn:ietf:wg:oauth:2.0:oob.`,
      ko: `리디렉션 URI를 1개에서 ${appLimits.redirectUris}개까지 보내 주세요. https, 루프백 주소의 http, 앱 고유 스킴, urn:ietf:wg:oauth:2.0:oob를 쓸 수 있어요.`,
    }),
  scopes: () =>
    field("scopes", "ERR_INVALID", {
      en: "One of these scopes does not exist here.",
      ko: "이 서버에 없는 권한 범위가 들어 있어요.",
    }),
};

const words = {
  invalid_request: {
    en: "The request lacks something, or says something that cannot be.",
    ko: "요청에 빠진 것이 있거나 잘못된 값이 있어요.",
  },
  invalid_client: {
    en: "This app is not known here, or its secret is not right.",
    ko: "모르는 앱이거나 앱의 비밀 값이 맞지 않아요.",
  },
  invalid_grant: {
    en: "This code is not valid: it was used, has expired, belongs to another app or address, or its verifier does not fit.",
    ko: "쓸 수 없는 코드예요. 이미 썼거나, 만료되었거나, 다른 앱이나 주소의 것이거나, 검증 값이 맞지 않아요.",
  },
  invalid_scope: {
    en: "The app asks for more than it registered, or for something that does not exist.",
    ko: "앱이 등록한 것보다 많거나 없는 권한을 요청했어요.",
  },
  unauthorized_client: {
    en: "This token belongs to another app.",
    ko: "다른 앱의 토큰이에요.",
  },
  unsupported_grant_type: {
    en: "Only authorization_code and client_credentials are understood.",
    ko: "authorization_code와 client_credentials만 쓸 수 있어요.",
  },
  unsupported_response_type: {
    en: "Only response_type=code is understood.",
    ko: "response_type=code만 쓸 수 있어요.",
  },
} as const;

/** A name that RFC 6749 gives to an error. */
export type OAuthError = keyof typeof words;

/** An error as RFC 6749 wants it, described in the caller's language. */
export const oauthError = (name: OAuthError, status = 400, headers: Record<string, string> = {}) =>
  new AppError(status, words[name], { oauth: name, headers: { pragma: "no-cache", ...headers } });

/** 401 for a token that we did not give, or that was revoked. */
export const badToken = () =>
  new AppError(
    401,
    { en: "The access token is not valid.", ko: "액세스 토큰이 올바르지 않아요." },
    { headers: { "www-authenticate": 'Bearer error="invalid_token"' } },
  );

/** 400 for a consent page of an app that does not exist; nobody is sent anywhere. */
export const unknownApp = () =>
  new AppError(400, {
    en: "No app is registered under this name. Start again from the app.",
    ko: "등록되지 않은 앱이에요. 앱에서 다시 시작해 주세요.",
  });

/** 400 for an address that the app did not register; nobody is sent there. */
export const strangeRedirect = () =>
  new AppError(400, {
    en: "The app wants to send you to an address that it did not register. To be safe, nothing was done.",
    ko: "앱이 등록하지 않은 주소로 보내려고 해요. 안전을 위해 아무것도 하지 않았어요.",
  });
