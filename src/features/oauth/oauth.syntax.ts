import { appLimits } from "./oauth.limits.ts";

/** The redirect address of apps that cannot be called back: the code is shown, and copied by hand. */
export const outOfBand = "urn:ietf:wg:oauth:2.0:oob";

/** Schemes that a browser would run or open by itself, and no app is reached by. */
const refused =
  /^(javascript|data|vbscript|file|blob|filesystem|about|view-source|intent|ws|wss|ftp|mailto|tel|sms|chrome|resource|jar):/i;

const loopback = /^http:\/\/(127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?(?=[/?]|$)/i;

/** Whether an app may be sent back to this address: https, http on one's own device, an app's own scheme, or by hand. */
export function isRedirectUri(text: string): boolean {
  if (text === outOfBand) return true;
  if (text.length > appLimits.redirectUri || !/^[a-z][a-z0-9+.-]*:[\x21-\x7e]+$/i.test(text)) return false;
  if (/[#"<>\\^`{|}]/.test(text) || refused.test(text) || !URL.canParse(text)) return false;
  const { protocol, username, password, hostname } = new URL(text);
  if (username !== "" || password !== "") return false;
  if (protocol === "http:") return loopback.test(text);
  return protocol !== "https:" || (hostname !== "" && /^https:\/\//i.test(text));
}

/** Whether an address is the registered one, to the letter; on one's own device the port may differ (RFC 8252, 7.3). */
export function isSameRedirect(registered: string, asked: string): boolean {
  if (registered === asked) return true;
  if (!loopback.test(registered) || !loopback.test(asked) || !isRedirectUri(asked)) return false;
  return registered.replace(loopback, "http://$1") === asked.replace(loopback, "http://$1");
}

/** The address with an answer in its query; what it had there stays. */
export function withAnswer(uri: string, answer: Record<string, string | undefined>): string {
  const given = Object.entries(answer).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const query = new URLSearchParams(given).toString();
  return uri + (uri.endsWith("?") ? "" : uri.includes("?") ? "&" : "?") + query;
}

/** Where an address leads, as a person would call it: a host, or an app's scheme; null for one's own device and by hand. */
export function placeOf(uri: string): string | null {
  if (uri === outOfBand || loopback.test(uri) || !URL.canParse(uri)) return null;
  const { protocol, host } = new URL(uri);
  return protocol === "https:" ? host : protocol;
}
