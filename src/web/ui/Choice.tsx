import { type InputHTMLAttributes, type SelectHTMLAttributes, useId } from "react";
import s from "./Field.module.css";

type SelectProps = SelectHTMLAttributes<HTMLSelectElement> & {
  label: string;
  hint?: string;
  options: readonly { value: string; label: string }[];
};

/** A labelled choice of one among many. */
export function Select({ label, hint, options, ...select }: SelectProps) {
  const id = useId();
  return (
    <div className={s.field}>
      <label htmlFor={id} className={s.label}>
        {label}
      </label>
      <div className={s.box}>
        <select {...select} id={id} aria-describedby={hint ? `${id}-note` : undefined}>
          {options.map(({ value, label: name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {hint && (
        <div id={`${id}-note`} className={s.note}>
          {hint}
        </div>
      )}
    </div>
  );
}

type CheckProps = InputHTMLAttributes<HTMLInputElement> & { label: string; hint?: string };

/** Something that is so or is not, with a sentence that says what it means. */
export function Check({ label, hint, ...input }: CheckProps) {
  const id = useId();
  return (
    <div className={s.check}>
      <input {...input} type="checkbox" id={id} aria-describedby={hint ? `${id}-note` : undefined} />
      <label htmlFor={id}>{label}</label>
      {hint && (
        <div id={`${id}-note`} className={s.note}>
          {hint}
        </div>
      )}
    </div>
  );
}
