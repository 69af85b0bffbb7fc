import { useRef } from "react";
import { useText } from "#web/prefs";
import { Button, Field, Notice, PasswordField } from "#web/ui";
import { text as doorText } from "../sessions.text.ts";
import { text } from "../sessions.totp.text.ts";
import f from "./TwoFactorPage.module.css";
import { useForm } from "./useForm.ts";

type Way = { name: string; danger?: boolean; send: (values: Record<string, string>) => Promise<void> };
type ConfirmProps = { asks: ("password" | "code")[]; label?: string; hint?: string; ways: Way[] };

/** Asks for what proves who is here, and then does one of a few things. Return does the first. */
export function ConfirmForm({ asks, label, hint, ways }: ConfirmProps) {
  const t = useText(text);
  const words = useText(doorText);
  const chosen = useRef(0);
  const { form, errors, problem, busy, onSubmit } = useForm(
    (values) => Object.fromEntries(asks.filter((name) => !values[name]?.trim()).map((name) => [name, words.needed])),
    async (values) => ways[chosen.current]?.send(values),
  );
  return (
    <form ref={form} className={f.form} onSubmit={onSubmit} noValidate>
      {problem && <Notice kind="error">{problem}</Notice>}
      {asks.includes("password") && (
        <PasswordField
          name="password"
          label={t.yourPassword}
          error={errors["password"]}
          autoComplete="current-password"
          show={words.show}
          hide={words.hide}
        />
      )}
      {asks.includes("code") && (
        <Field
          name="code"
          label={label ?? t.code}
          hint={hint}
          error={errors["code"]}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
      <div className={f.ways}>
        {ways.map(({ name, danger }, index) => (
          <Button
            key={name}
            type="submit"
            kind={danger ? "danger" : "primary"}
            busy={busy}
            onClick={() => void (chosen.current = index)}
          >
            {name}
          </Button>
        ))}
      </div>
    </form>
  );
}
