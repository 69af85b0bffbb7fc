import { and, asc, eq, gt, inArray, isNull, lte, sql } from "drizzle-orm";
import type { App } from "./context.ts";
import type { Tx } from "./db.ts";
import { write } from "./events.ts";
import type { Job } from "./jobs.ts";
import { setLetter } from "./mail.letter.ts";
import type { Letter, Words } from "./mail.letter.ts";
import { mails } from "./mail.tables.ts";
import type { Mailer } from "./mail.ts";
import { fingerprint, seal, unseal } from "./seal.ts";

/** How many letters of one kind one address gets in an hour: nobody's mailbox is flooded by whoever knows its address. */
const mostPerHour = 5;

/** Posts a letter in the transaction of what it tells; it leaves after the commit. False when it would be one too many. */
export async function queueMail(
  tx: Tx,
  { secret }: Pick<App, "secret">,
  kind: string,
  to: string,
  words: Words,
): Promise<boolean> {
  const addressee = fingerprint(secret, "addressee", to.toLowerCase());
  const recent = await tx.$count(
    mails,
    and(eq(mails.addressee, addressee), eq(mails.kind, kind), gt(mails.createdAt, sql`now() - interval '1 hour'`)),
  );
  if (recent >= mostPerHour) return false;
  const letter = seal(secret, "mail", JSON.stringify(setLetter(to, words)));
  await tx.insert(mails).values({ kind, addressee, letter });
  return true;
}

/**
 * Sends what is due. A letter is claimed before it is sent: until its next attempt no other node takes it, and a crash
 * only means that attempt. Between the server's yes and our note of it lies a moment, so in rare cases one arrives twice.
 */
export const sendMails = (mailer: Mailer): Job => ({
  name: "send-mails",
  everySeconds: 1,
  run: async (app) => {
    const due = await write(app, (tx) => claim(tx));
    await Promise.all(due.map((mail) => deliver(app, mailer, mail)));
  },
});

/** Forgets letters of yesterday: those that were sent, and those that could not be in a whole day. */
export const forgetMails: Job = {
  name: "forget-mails",
  everySeconds: 3600,
  run: (app) =>
    write(app, async (tx) => {
      await tx.delete(mails).where(lte(mails.createdAt, sql`now() - interval '1 day'`));
    }),
};

type MailRow = typeof mails.$inferSelect;

/** The next attempt comes after a minute, longer than sending can take, then after twice as long each time, at most an hour. */
async function claim(tx: Tx): Promise<MailRow[]> {
  const due = tx
    .select({ id: mails.id })
    .from(mails)
    .where(and(isNull(mails.sentAt), lte(mails.nextAt, sql`now()`)))
    .orderBy(asc(mails.nextAt))
    .limit(10)
    .for("update", { skipLocked: true });
  return tx
    .update(mails)
    .set({
      attempts: sql`${mails.attempts} + 1`,
      nextAt: sql`now() + least(interval '1 hour', interval '1 minute' * (2 ^ least(${mails.attempts}, 10)))`,
    })
    .where(inArray(mails.id, due))
    .returning();
}

async function deliver(app: App, mailer: Mailer, { id, kind, attempts, letter }: MailRow): Promise<void> {
  try {
    await mailer.send(id, JSON.parse(unseal(app.secret, "mail", letter)) as Letter);
  } catch (error) {
    // A mail server's answer may repeat the address, so only its code is written down.
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    app.logger.warn({ mail: id, kind, attempts, code, responseCode }, "a letter could not be sent; it is tried again");
    return;
  }
  await write(app, async (tx, emit) => {
    await tx.update(mails).set({ sentAt: app.clock(), letter: "" }).where(eq(mails.id, id));
    emit({ type: "mail.sent", subject: id, data: { kind } });
  });
}
