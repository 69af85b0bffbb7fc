import { type FormEvent, useState } from "react";
import { useText } from "#web/prefs";
import { Button, Dialog, Field, fieldErrors, Notice, PasswordField, toast } from "#web/ui";
import { passkeyLimits } from "../passkeys.limits.ts";
import { text } from "../passkeys.text.ts";
import s from "./Passkeys.module.css";
import { passkeys } from "./passkeys.store.ts";
import { useTrouble } from "./useTrouble.ts";

/** Asks for a name and the password, then has the device make a passkey. */
export function AddPasskey({ onClose }: { onClose: () => void }) {
  const t = useText(text);
  const say = useTrouble();
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const send = async (form: HTMLFormElement) => {
    const values = new FormData(form);
    const [name, password] = ["name", "password"].map((field) => String(values.get(field) ?? ""));
    const missing = Object.entries({ name: name?.trim(), password }).filter(([, value]) => !value);
    setErrors(Object.fromEntries(missing.map(([field]) => [field, t.needed])));
    setProblem(null);
    if (busy || missing.length > 0 || !name || !password) return;
    setBusy(true);
    try {
      await passkeys.add(name.trim(), password);
      toast(t.added(name.trim()));
      onClose();
    } catch (error) {
      const found = fieldErrors(error);
      setErrors(found);
      if (!("name" in found || "password" in found)) setProblem(say(error));
    } finally {
      setBusy(false);
    }
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void send(event.currentTarget);
  };
  return (
    <Dialog title={t.add} onClose={onClose}>
      <form className={s.form} onSubmit={onSubmit} noValidate>
        {problem && <Notice kind="error">{problem}</Notice>}
        <Field
          name="name"
          label={t.name}
          hint={t.nameHint}
          error={errors["name"]}
          defaultValue={t.suggested}
          maxLength={passkeyLimits.name * 4}
          autoComplete="off"
          required
        />
        <PasswordField
          name="password"
          label={t.password}
          hint={t.passwordHint}
          error={errors["password"]}
          autoComplete="current-password"
          show={t.show}
          hide={t.hide}
          required
        />
        <p className={s.hint}>{t.adding}</p>
        <div className={s.actions}>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button type="submit" kind="primary" busy={busy}>
            {t.goOn}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
