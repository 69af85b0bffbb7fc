import { clsx } from "clsx";
import { type ReactNode, type TextareaHTMLAttributes, useId } from "react";
import s from "./Field.module.css";

type AreaProps = TextareaHTMLAttributes<HTMLTextAreaElement> & { label: string; hint?: ReactNode; error?: string };

/** A labelled field of several lines, which grows with its text; hint and error as those of `Field`. */
export function Area({ label, hint, error, ...area }: AreaProps) {
  const id = useId();
  return (
    <div className={s.field}>
      <label htmlFor={id} className={s.label}>
        {label}
      </label>
      <div className={clsx(s.box, error && s.wrong)}>
        <textarea
          rows={3}
          {...area}
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={error || hint ? `${id}-note` : undefined}
        />
      </div>
      {(error || hint) && (
        <div id={`${id}-note`} className={clsx(s.note, error && s.error)}>
          {error ?? hint}
        </div>
      )}
    </div>
  );
}
