import type { ReactNode } from "react";
import { useText } from "#web/prefs";
import { text } from "#web/web.text";
import { Button, ButtonLink } from "./Button.tsx";
import { Mark } from "./Mark.tsx";
import s from "./States.module.css";
import { useTitle } from "./title.ts";

type EmptyProps = { title: string; children?: ReactNode; action?: ReactNode; heading?: "h1" | "h2" };

/** What a list says when it has nothing: one sentence and the next step. A page that is nothing else takes heading h1. */
export function Empty({ title, children, action, heading: Heading = "h2" }: EmptyProps) {
  return (
    <div className={s.state}>
      <Mark size={40} />
      <Heading className={s.title}>{title}</Heading>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

/** What went wrong, in plain words, and the button that tries again. */
export function Failed({ message, onRetry }: { message: string; onRetry: () => void }) {
  const t = useText(text);
  return (
    <div className={s.state} role="alert">
      <p>{message}</p>
      <Button onClick={onRetry}>{t.retry}</Button>
    </div>
  );
}

/** The page for an address that leads nowhere. */
export function Missing() {
  const { missing } = useText(text);
  useTitle(missing.title);
  return (
    <Empty heading="h1" title={missing.title} action={<ButtonLink to="/">{missing.action}</ButtonLink>}>
      {missing.text}
    </Empty>
  );
}

/** Grey shapes where posts will be. */
export function PostSkeletons({ count = 6 }: { count?: number }) {
  const t = useText(text);
  return (
    <div role="status">
      <span className="visually-hidden">{t.loading}</span>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className={s.skeleton} aria-hidden="true">
          <i className={s.disc} />
          <div>
            <i className={s.name} />
            <i />
            <i className={s.short} />
          </div>
        </div>
      ))}
    </div>
  );
}

/** A quiet sign that more is on its way. */
export function Spinner() {
  const t = useText(text);
  return (
    <div className={s.spinner} role="status">
      <span className="visually-hidden">{t.loading}</span>
    </div>
  );
}
