import { Suspense, useEffect, useRef, useState } from "react";
import { Outlet, useLocation, useNavigate } from "react-router";
import { useUnread } from "#notifications/web";
import { useSession } from "#sessions/web";
import { type HomeTab, setHomeTab } from "#timelines/web";
import { useText } from "#web/prefs";
import { text } from "#web/web.text";
import { stepPost, useKeys, useSequence } from "../keys.ts";
import { useScrollMemory } from "../scroll.ts";
import { PostSkeletons } from "../States.tsx";
import { unreadInTitle } from "../title.ts";
import { Aside } from "./Aside.tsx";
import { Nav } from "./Nav.tsx";
import { GoTo, KeyHelp } from "./sheets.ts";
import s from "./Shell.module.css";

/** The frame around every page of someone who is signed in: the ways around, one column to read, the keyboard. */
export function Shell() {
  const t = useText(text);
  const { me } = useSession();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [sheet, setSheet] = useState<"help" | "go" | null>(null);
  const unread = useUnread();
  useEffect(() => unreadInTitle.setState({ count: unread }), [unread]);
  useScrollMemory();
  useFocusOnPage(pathname);

  const write = () => {
    const field = document.querySelector<HTMLTextAreaElement>("[data-composer] textarea");
    if (field) field.focus();
    else void navigate("/compose");
  };
  useKeys({
    j: () => stepPost(1),
    k: () => stepPost(-1),
    n: write,
    h: () => void navigate("/"),
    "/": () => setSheet("go"),
    "?": () => setSheet("help"),
  });

  const go = (to: string) => () => void navigate(to);
  const tab = (to: HomeTab) => () => {
    setHomeTab(to);
    void navigate("/");
  };
  useSequence("g", {
    h: tab("home"),
    l: tab("local"),
    n: go("/notifications"),
    c: go("/conversations"),
    b: go("/bookmarks"),
    f: go("/favourites"),
    p: go(`/@${me?.account.acct}`),
    s: go("/settings"),
  });

  return (
    <>
      <a className={s.skip} href="#content">
        {t.skip}
      </a>
      <div className={s.shell}>
        {me && <Nav account={me.account} unread={unread} />}
        <main className={s.column} id="content" tabIndex={-1}>
          <Suspense fallback={<PostSkeletons />}>
            <Outlet />
          </Suspense>
        </main>
        <Aside onHelp={() => setSheet("help")} />
      </div>
      <Suspense>
        {sheet === "help" && <KeyHelp onClose={() => setSheet(null)} />}
        {sheet === "go" && <GoTo onClose={() => setSheet(null)} />}
      </Suspense>
    </>
  );
}

/** After a step to another page the focus is on its content, so that it is read out and Tab goes on from there. */
function useFocusOnPage(pathname: string) {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    if (document.activeElement === document.body || document.activeElement?.closest("nav"))
      document.getElementById("content")?.focus({ preventScroll: true });
  }, [pathname]);
}
