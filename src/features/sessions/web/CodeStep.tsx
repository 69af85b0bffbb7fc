import { ApiError } from "#web/api";
import { useText } from "#web/prefs";
import { Button, Field, Notice } from "#web/ui";
import { text as doorText } from "../sessions.text.ts";
import { text } from "../sessions.totp.text.ts";
import { Door } from "./Door.tsx";
import s from "./Door.module.css";
import { sendCode } from "./session.store.ts";
import { useForm } from "./useForm.ts";

/** The second step of a log-in. `onAgain` leads back to the password, also when too much time has gone by. */
export function CodeStep({ onAgain }: { onAgain: (why?: string) => void }) {
  const t = useText(text);
  const { needed, logIn } = useText(doorText);
  const { form, errors, problem, busy, onSubmit } = useForm(
    ({ code = "" }): Record<string, string> => (code.trim() ? {} : { code: needed }),
    async ({ code = "" }) => {
      try {
        await sendCode({ code });
      } catch (error) {
        if (!(error instanceof ApiError && error.code === "start-over")) throw error;
        onAgain(error.message);
      }
    },
  );
  return (
    <Door title={t.stepTitle}>
      <form ref={form} className={s.form} onSubmit={onSubmit} noValidate>
        {problem ? <Notice kind="error">{problem}</Notice> : <Notice>{t.stepText}</Notice>}
        <Field
          name="code"
          label={t.codeOrRecovery}
          hint={t.noApp}
          error={errors["code"]}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          required
        />
        <Button type="submit" kind="primary" size="l" busy={busy}>
          {logIn}
        </Button>
      </form>
      <p className={s.other}>
        <Button onClick={() => onAgain()}>{t.again}</Button>
      </p>
    </Door>
  );
}
