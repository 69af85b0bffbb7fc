import { type ReactNode, useEffect, useState } from "react";
import { Navigate, useSearchParams } from "react-router";
import { logOut, useSession } from "#sessions/web";
import { Failed, Spinner, useSayError } from "#web/ui";
import { forcesLogin, withoutForce } from "./consent.ts";

/** Lets on who may stay logged in; where an app wants a fresh log-in, ends the session and leads there and back. */
export function ForcedLogin({ children }: { children: ReactNode }) {
  const say = useSayError();
  const [search] = useSearchParams();
  const { status } = useSession();
  const [problem, setProblem] = useState<unknown>(null);
  const force = forcesLogin(search);
  const leaving = force && status === "in" && problem === null;
  useEffect(() => {
    if (leaving) logOut().catch(setProblem);
  }, [leaving]);

  if (!force) return children;
  if (problem !== null) return <Failed message={say(problem)} onRetry={() => setProblem(null)} />;
  if (status !== "out") return <Spinner />;
  return <Navigate to={`/login?next=${encodeURIComponent(withoutForce(search))}`} replace />;
}
