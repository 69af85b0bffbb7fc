/** Where the web client lives when it is not here, and where its live channel then is. */
type Hosts = { clientOrigins: string[]; socketUrl: string | null };

/** Reads CLIENT_ORIGIN beside PUBLIC_URL; a sentence that says what is wrong, where something is. */
export function readHosts(clients: string | undefined, own: string | undefined): Hosts | string {
  if (clients === undefined) return { clientOrigins: [], socketUrl: null };
  const clientOrigins = clients.split(",").map((part) => part.trim().replace(/\/$/, ""));
  if (!clientOrigins.every(isOrigin))
    return "CLIENT_ORIGIN: must be origins like https://community.example, separated by commas";
  if (!own || !URL.canParse(own)) return "CLIENT_ORIGIN: also needs PUBLIC_URL, the address of this server itself";
  return { clientOrigins, socketUrl: new URL(own).origin };
}

/** The database's address with how its TLS is checked, in the one form that the driver reads from an address. */
export function withTls(address: string | undefined, tls: "off" | "verify" | "no-verify" | undefined) {
  if (address === undefined || tls === undefined) return address;
  const url = new URL(address);
  url.searchParams.set("sslmode", { off: "disable", verify: "verify-full", "no-verify": "no-verify" }[tls]);
  return url.href;
}

const isOrigin = (text: string) =>
  /^https?:\/\/[^*]+$/.test(text) && URL.canParse(text) && new URL(text).origin === text.toLowerCase();
