import type { App } from "#core/context";
import type { Tx } from "#core/db";
import { queueMail } from "#core/mail.outbox";
import type { LoginRow } from "./sessions.model.ts";
import { findUsername } from "./sessions.proofs.model.ts";
import { text } from "./sessions.letters.text.ts";

/** What a letter says, before it is addressed. */
type Said = { subject: string; lines: string[]; label: string };
type Texts = typeof text.en;

/** Posts a letter to a member, in their language. `path` is where its button leads, with what a token adds to it. */
export async function writeTo(
  app: Pick<App, "config" | "secret">,
  tx: Tx,
  login: LoginRow,
  kind: string,
  say: (texts: Texts, title: string) => Said,
  more: { to?: string; path?: string } = {},
): Promise<void> {
  const { title, publicUrl } = app.config;
  const texts = text[login.lang];
  const username = await findUsername(tx, login.accountId);
  const { subject, lines, label } = say(texts, title);
  await queueMail(tx, app, kind, more.to ?? login.email, {
    subject,
    greeting: texts.greeting(`@${username}`),
    lines,
    ...(more.path && label ? { link: { href: `${publicUrl}${more.path}`, label } } : {}),
    from: `${title}, ${publicUrl}`,
  });
}

/** Posts a notice to a member whose address is verified; nobody else's mailbox hears of an account. */
export async function notify(
  app: Pick<App, "config" | "secret">,
  tx: Tx,
  login: LoginRow,
  kind: string,
  say: (texts: Texts, title: string) => Said,
  path?: string,
): Promise<void> {
  if (login.emailKey !== null) await writeTo(app, tx, login, kind, say, path === undefined ? {} : { path });
}
