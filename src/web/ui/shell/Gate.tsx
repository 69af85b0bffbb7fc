import { type ReactNode, useEffect, useState } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { LandingPage, useSession } from "#sessions/web";
import { useConnection } from "#web/live";
import { useText } from "#web/prefs";
import { text } from "#web/web.text";
import { Mark } from "../Mark.tsx";
import { useNext } from "../next.ts";
import s from "./Gate.module.css";

/** Lets members in; shows visitors the landing page, or the log-in that leads back to where they wanted to go. */
export function MembersOnly({ children }: { children: ReactNode }) {
  const { status, ended } = useSession();
  const { pathname, search } = useLocation();
  if (status === "loading") return <Waiting />;
  if (status === "in") return children;
  if (pathname === "/") return <LandingPage />;
  // Who logs out on the settings page is done here; whose session ended elsewhere is not.
  const done = pathname === "/settings" && ended === null;
  return <Navigate to={done ? "/" : `/login?next=${encodeURIComponent(pathname + search)}`} replace />;
}

/** Log-in and sign-up are for visitors; whoever is signed in goes on to where they wanted to go. */
export function VisitorsOnly() {
  const { status } = useSession();
  const next = useNext();
  if (status === "loading") return <Waiting />;
  return status === "in" ? <Navigate to={next} replace /> : <Outlet />;
}

/** The page until it is known who is reading, or until its code is here; says so when the server does not answer. */
export function Waiting() {
  const t = useText(text);
  const { state } = useConnection();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 4_000);
    return () => clearTimeout(timer);
  }, []);
  const stuck = slow || state === "offline" || state === "waking" || state === "away";
  return (
    <div className={s.waiting} role="status">
      <Mark size={48} />
      <p className={stuck ? s.stuck : "visually-hidden"}>{stuck ? t.connection.stuck : t.loading}</p>
    </div>
  );
}
