import { clsx } from "clsx";
import { type InputHTMLAttributes, type ReactNode, useId, useState } from "react";
import s from "./Field.module.css";
import { IconButton } from "./Button.tsx";

type FieldProps = InputHTMLAttributes<HTMLInputElement> & {
  label: string;
  optional?: string;
  hint?: ReactNode;
  error?: string;
  prefix?: string;
  after?: ReactNode;
};

/** A labelled input. The hint says the rule before anyone breaks it; the error takes its place and is read out with the field. */
export function Field({ label, optional, hint, error, prefix, after, ...input }: FieldProps) {
  const id = useId();
  return (
    <div className={s.field}>
      <label htmlFor={id} className={s.label}>
        {label}
        {optional && <span className={s.optional}>{optional}</span>}
      </label>
      <div className={clsx(s.box, error && s.wrong)}>
        {prefix && (
          <span className={s.prefix} aria-hidden="true">
            {prefix}
          </span>
        )}
        <input
          {...input}
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={error || hint ? `${id}-note` : undefined}
        />
        {after}
      </div>
      {(error || hint) && (
        <div id={`${id}-note`} className={clsx(s.note, error && s.error)}>
          {error ?? hint}
        </div>
      )}
    </div>
  );
}

type PasswordProps = FieldProps & { show: string; hide: string };

/** A password that can be looked at before it is sent. */
export function PasswordField({ show, hide, ...field }: PasswordProps) {
  const [shown, setShown] = useState(false);
  return (
    <Field
      {...field}
      type={shown ? "text" : "password"}
      autoCapitalize="none"
      spellCheck={false}
      after={
        <IconButton
          icon={shown ? "eyeOff" : "eye"}
          label={shown ? hide : show}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        />
      }
    />
  );
}

/** A sentence above a form: what happened, read out when it appears. */
export function Notice({ kind = "info", children }: { kind?: "info" | "error"; children: ReactNode }) {
  return (
    <p role={kind === "error" ? "alert" : "status"} className={clsx(s.notice, kind === "error" && s.bad)}>
      {children}
    </p>
  );
}
