import { clsx } from "clsx";
import type { ButtonHTMLAttributes, Ref } from "react";
import { Link, type LinkProps } from "./Link.tsx";
import s from "./Button.module.css";
import { Icon, type IconName } from "./Icon.tsx";

type Look = { kind?: "primary" | "quiet" | "danger"; size?: "m" | "l"; wide?: boolean };

const classes = ({ kind = "quiet", size = "m", wide }: Look, extra?: string) =>
  clsx(s.button, s[kind], s[size], wide && s.wide, extra);

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & Look & { busy?: boolean; ref?: Ref<HTMLButtonElement> };

/** A button with words. While `busy` it keeps its place and its focus, and does nothing. */
export function Button({ kind, size, wide, busy, className, onClick, type = "button", ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={busy || undefined}
      className={classes({ kind, size, wide }, clsx(busy && s.busy, className))}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
    />
  );
}

/** A link that looks like a button, for what has an address. */
export function ButtonLink({ kind, size, wide, className, ...rest }: LinkProps & Look) {
  return <Link {...rest} className={classes({ kind, size, wide }, className)} />;
}

type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "children"> & {
  icon: IconName;
  label: string;
  ref?: Ref<HTMLButtonElement>;
};

/** A round button with only a picture; `label` is its name for those who do not see it, and its tooltip. */
export function IconButton({ icon, label, className, ...rest }: IconButtonProps) {
  return (
    <button type="button" aria-label={label} title={label} {...rest} className={clsx(s.icon, className)}>
      <Icon name={icon} />
    </button>
  );
}
