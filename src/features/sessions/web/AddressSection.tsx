import { useEffect, useState } from "react";
import { api } from "#web/api";
import { useText } from "#web/prefs";
import { Button, Field, Notice, PasswordField, toast, useSayError } from "#web/ui";
import type { Address } from "../sessions.recovery.contract.ts";
import { text as doorText } from "../sessions.text.ts";
import { text } from "../sessions.recovery.text.ts";
import d from "./Door.module.css";
import s from "./SettingsPage.module.css";
import f from "./TwoFactorPage.module.css";
import { useForm } from "./useForm.ts";

/** One's own address in the settings: how it stands, the letter once more, and another address. */
export function AddressSection() {
  const t = useText(text);
  const say = useSayError();
  const [address, setAddress] = useState<Address | null>(null);
  const [changing, setChanging] = useState(false);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    api.get<Address>("/auth/email").then(
      ({ data }) => setAddress(data),
      () => {
        // Without it the section stays away; the rest of the settings works.
      },
    );
  }, []);
  if (!address) return null;

  const resend = async () => {
    setBusy(true);
    try {
      setAddress(await api.send<Address>("POST", "/auth/email/resend"));
      toast(t.sentAgain);
    } catch (error) {
      toast(say(error));
    } finally {
      setBusy(false);
    }
  };
  const { email, verified, pending } = address;
  return (
    <section className={s.section} aria-labelledby="set-email">
      <h2 id="set-email">{t.email}</h2>
      <div className={s.about}>
        <strong>{email}</strong>
        <p>{verified ? t.isVerified : pending === null && t.notVerified}</p>
        {pending !== null && <p>{t.waiting(pending)}</p>}
      </div>
      {changing ? (
        <ChangeForm
          onDone={(next) => {
            setAddress(next);
            setChanging(false);
          }}
        />
      ) : (
        <div className={f.ways}>
          <Button onClick={() => setChanging(true)}>{t.change}</Button>
          {(!verified || pending !== null) && (
            <Button busy={busy} onClick={() => void resend()}>
              {t.sendAgain}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

function ChangeForm({ onDone }: { onDone: (address: Address) => void }) {
  const t = useText(text);
  const words = useText(doorText);
  const { form, errors, problem, busy, onSubmit } = useForm(
    ({ email = "", password = "" }) => ({
      ...(/^\S+@\S+$/.test(email.trim()) ? {} : { email: email.trim() ? words.emailWrong : words.needed }),
      ...(password ? {} : { password: words.needed }),
    }),
    async ({ email = "", password = "" }) =>
      onDone(await api.send<Address>("POST", "/auth/email", { email: email.trim(), password })),
  );
  return (
    <form ref={form} className={d.form} onSubmit={onSubmit} noValidate>
      {problem && <Notice kind="error">{problem}</Notice>}
      <Field
        name="email"
        type="email"
        label={t.newEmail}
        hint={t.changeHint}
        error={errors["email"]}
        autoComplete="email"
        autoFocus
      />
      <PasswordField
        name="password"
        label={t.yourPassword}
        error={errors["password"]}
        autoComplete="current-password"
        show={words.show}
        hide={words.hide}
      />
      <Button type="submit" kind="primary" busy={busy}>
        {t.changeNow}
      </Button>
    </form>
  );
}
