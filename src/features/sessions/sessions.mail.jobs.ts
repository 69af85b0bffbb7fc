import type { Job } from "#core/jobs";
import { write } from "#core/events";
import type { LogReader } from "#core/readers";
import { unseal } from "#core/seal";
import type { arrivalOf } from "./sessions.devices.ts";
import { noteDevice } from "./sessions.devices.model.ts";
import { notify } from "./sessions.letters.ts";
import { findLogin } from "./sessions.model.ts";
import { askForProof, emailKeyOf, sendReset } from "./sessions.proofs.ts";
import { findAddressOwner, removeExpiredProofs } from "./sessions.proofs.model.ts";

/** A newcomer is asked to prove their address. */
export const greetMembers: LogReader = {
  name: "greet-members",
  types: ["account.created"],
  read: async (app, tx, { subject }) => {
    const login = await findLogin(tx, subject);
    if (login && login.emailKey === null) await askForProof(app, tx, login, login.email);
  },
};

/** Whether an address is known is found out here, after the answer, which therefore cannot tell. */
export const sendResets: LogReader = {
  name: "send-resets",
  types: ["reset.asked"],
  read: async (app, tx, { data }) => {
    const email = unseal(app.secret, "reset", String(data["address"]));
    const owner = await findAddressOwner(tx, emailKeyOf(email));
    if (owner) await sendReset(app, tx, owner);
  },
};

/** Tells a member of a log-in from a device that their account has not seen before. */
export const noticeDevices: LogReader = {
  name: "notice-devices",
  types: ["session.started"],
  read: async (app, tx, { data }) => {
    const { account, mark, device, network, at } = data as ReturnType<typeof arrivalOf>;
    const login = await findLogin(tx, account);
    if (!login || (await noteDevice(tx, account, mark)) !== "new") return;
    const when = new Intl.DateTimeFormat(login.lang, { dateStyle: "long", timeStyle: "long", timeZone: "UTC" });
    const place = { device, network, at: when.format(new Date(at)) };
    await notify(app, tx, login, "device", (t, title) => t.newDevice(title, t.place(place)), "/forgot");
  },
};

/** Forgets links that have expired. */
export const forgetProofs: Job = {
  name: "forget-proofs",
  everySeconds: 3600,
  run: (app) => write(app, (tx) => removeExpiredProofs(tx)),
};
