import { type ReactNode } from "react";
import { useLocation, useNavigate } from "react-router";
import { useText } from "#web/prefs";
import { text } from "#web/web.text";
import { IconButton } from "./Button.tsx";
import { Connection } from "./Connection.tsx";
import s from "./Header.module.css";

type HeaderProps = { title: string; note?: ReactNode; back?: boolean; mark?: ReactNode; action?: ReactNode };

/** The top of a column: its name, the way back, and how the connection stands. Stays in sight. */
export function Header({ title, note, back, mark, action }: HeaderProps) {
  const t = useText(text);
  const navigate = useNavigate();
  const { key } = useLocation();
  return (
    <header className={s.header}>
      {back && (
        <IconButton
          icon="back"
          label={t.back}
          className={s.back}
          onClick={() => void (key === "default" ? navigate("/") : navigate(-1))}
        />
      )}
      {mark && <span className={s.mark}>{mark}</span>}
      <h1 className={s.title}>
        {title}
        {note && <small>{note}</small>}
      </h1>
      {action}
      <Connection />
    </header>
  );
}
