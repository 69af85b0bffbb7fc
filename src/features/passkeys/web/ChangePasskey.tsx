import { type FormEvent, useState } from "react";
import { useText } from "#web/prefs";
import { Button, Dialog, Field, Notice, toast, useSayError } from "#web/ui";
import type { Passkey } from "../passkeys.contract.ts";
import { passkeyLimits } from "../passkeys.limits.ts";
import { text } from "../passkeys.text.ts";
import s from "./Passkeys.module.css";
import { passkeys } from "./passkeys.store.ts";

type Props = { passkey: Passkey; onClose: () => void };

/** Gives a passkey another name. */
export function RenamePasskey({ passkey, onClose }: Props) {
  const t = useText(text);
  const say = useSayError();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const send = async (form: HTMLFormElement) => {
    const name = String(new FormData(form).get("name") ?? "").trim();
    if (!name) return setError(t.needed);
    setBusy(true);
    try {
      await passkeys.rename(passkey.id, name);
      onClose();
    } catch (problem) {
      setError(say(problem));
      setBusy(false);
    }
  };
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!busy) void send(event.currentTarget);
  };
  return (
    <Dialog title={t.renameTitle} onClose={onClose}>
      <form className={s.form} onSubmit={onSubmit} noValidate>
        <Field
          name="name"
          label={t.name}
          error={error}
          defaultValue={passkey.name}
          maxLength={passkeyLimits.name * 4}
          autoComplete="off"
          required
        />
        <div className={s.actions}>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button type="submit" kind="primary" busy={busy}>
            {t.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Asks once more, since a passkey that is removed cannot be brought back. */
export function RemovePasskey({ passkey, onClose }: Props) {
  const t = useText(text);
  const say = useSayError();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const remove = async () => {
    setBusy(true);
    try {
      await passkeys.remove(passkey.id);
      toast(t.removed(passkey.name));
      onClose();
    } catch (error) {
      setProblem(say(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title={t.removeTitle} onClose={onClose}>
      <div className={s.form}>
        {problem && <Notice kind="error">{problem}</Notice>}
        <p>{t.removeText(passkey.name)}</p>
        <div className={s.actions}>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button kind="danger" busy={busy} onClick={() => void remove()}>
            {t.remove}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
