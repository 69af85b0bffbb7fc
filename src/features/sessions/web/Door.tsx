import type { ReactNode } from "react";
import { LanguageSwitch, Link, Mark, useInstance } from "#web/ui";
import s from "./Door.module.css";

/** The frame of log-in and sign-up: the mark, the way back, one form, the language. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  const instance = useInstance();
  return (
    <main className={s.door} id="content">
      <div className={s.inner}>
        <Link to="/" className={s.home}>
          <Mark size={36} />
          <span>{instance?.title ?? "X-Messenger"}</span>
        </Link>
        <h1 className={s.title}>{title}</h1>
        {children}
        <footer className={s.footer}>
          <LanguageSwitch hideLegend />
        </footer>
      </div>
    </main>
  );
}
