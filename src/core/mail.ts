import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { z } from "zod";
import type { Config } from "./config.ts";
import type { Logger } from "./log.ts";
import type { Letter } from "./mail.letter.ts";

/** Hands letters over; rejects when the other side did not take one. The same `id` is the same letter again. */
export type Mailer = { send: (id: string, letter: Letter) => Promise<void>; close: () => void };

const address = z.email().max(254);

/** An address that is one address, in the very bytes that the mail server is told; undefined for anything else. */
export function readAddress(text: string): string | undefined {
  return address.safeParse(text).success ? text : undefined;
}

/** Sends through SMTP_URL; without it, each letter becomes a file in DATA_DIR/mail, and the log says so. */
export function createMailer(
  config: Pick<Config, "smtpUrl" | "mailFrom" | "dataDir" | "title" | "publicUrl">,
  logger: Logger,
): Mailer {
  const seconds = 1000;
  const transport = config.smtpUrl
    ? createTransport({
        url: config.smtpUrl,
        connectionTimeout: 8 * seconds,
        greetingTimeout: 8 * seconds,
        socketTimeout: 12 * seconds,
      })
    : createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  const folder = join(config.dataDir, "mail");
  let told = false;

  const keep = async (id: string, message: Buffer) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${id}.eml`);
    await writeFile(`${path}.part`, message, { mode: 0o600 });
    await rename(`${path}.part`, path);
    if (!told) logger.warn({ folder }, "SMTP_URL is not set: letters are not sent but kept in this folder");
    told = true;
    logger.info({ path }, "a letter was written");
  };

  return {
    send: async (id, { to, subject, text, html }) => {
      const checked = readAddress(to);
      if (!checked) throw new Error("this is not one e-mail address");
      const sent = await transport.sendMail({
        from: { name: oneLine(config.title), address: config.mailFrom },
        to: { name: "", address: checked },
        // Said apart from the header, so that what the server is told is not read out of anything.
        envelope: { from: config.mailFrom, to: [checked] },
        messageId: `<${id}@${new URL(config.publicUrl).hostname}>`,
        subject: oneLine(subject),
        headers: { "Auto-Submitted": "auto-generated" },
        text,
        html,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      if (!config.smtpUrl) await keep(id, (sent as unknown as { message: Buffer }).message);
    },
    close: () => transport.close(),
  };
}

const oneLine = (text: string) => text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ");
