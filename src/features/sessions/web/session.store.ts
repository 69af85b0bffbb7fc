import { useStore } from "zustand";
import { createStore } from "zustand/vanilla";
import type { GoneReason } from "#core/live.contract";
import { type Api, ApiError, api, isPassing } from "#web/api";
import { type Live, live } from "#web/live";
import { onWake, pause, viewer } from "#web/store";
import type { Account } from "#accounts";
import type { ChangePassword, LogIn, Me, SignUp } from "../sessions.contract.ts";

/** Why a session is over; null when the reader ended it on this page, or there was none. */
export type Ended = null | Exclude<GoneReason, "replaced">;
export type Session = { status: "loading" | "in" | "out"; me: Me | null; ended: Ended };

/** What the tabs of one browser tell each other. */
export type Tabs = { tell(news: "in" | "out"): void; hear(fn: (news: unknown) => void): void };

type Deps = { api: Api; live: Live; tabs: Tabs; random?: () => number };

/** Longest wait of one timer: timers overflow after 24.8 days and stand still while a laptop sleeps, so the clock is read often. */
const lookEvery = 60_000;

/** What another tab of this browser is given to take a new session over before this one asks for it. */
const handOverMs = 500;

/** Who is signed in, in step with the server and with the browser's other tabs. */
export function createSession({ api, live, tabs, random = Math.random }: Deps) {
  const store = createStore<Session>(() => ({ status: "loading", me: null, ended: null }));
  let loading: Promise<void> | null = null;
  /** While this page itself ends or replaces its session, it is not told anything new by the server's goodbye. */
  let leaving = false;
  let refusals = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Ends listening to what only the reader is told. */
  let unlisten: (() => void) | null = null;

  /** `cursor`: the log's from before the answer was read, where the answer says it. */
  function enter(me: Me, cursor: number | null = null) {
    const before = store.getState().me;
    if (before?.account.id !== me.account.id) {
      live.stop();
      api.dropToken();
      unlisten?.();
      unlisten = null;
    }
    // Whoever has no cursor yet has shown nothing yet: the connection begins at the present.
    unlisten ??= live.listen("me", cursor ?? Infinity);
    viewer.setState({ account: me.account });
    store.setState({ status: "in", me, ended: null });
    live.start({ there: me.socket_url });
    arm();
  }

  function leave(ended: Ended) {
    clearTimeout(timer);
    live.stop();
    unlisten?.();
    unlisten = null;
    api.dropToken();
    if (store.getState().status === "out") return;
    store.setState({ status: "out", me: null, ended });
    viewer.setState({ account: null });
  }

  /** Finds out who is signed in, and keeps asking while the server cannot be reached. */
  function loadSession(): Promise<void> {
    loading ??= ask().finally(() => (loading = null));
    return loading;
  }

  async function ask() {
    for (let attempt = 0; ; attempt++) {
      try {
        const { data, cursor } = await api.get<Me>("/auth/me", {}, { retries: 0 });
        return enter(data, cursor);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.status === 401) return leave(store.getState().status === "in" ? "expired" : store.getState().ended);
        if (store.getState().status === "loading") live.struggle(attempt + 1);
        const ms = pause(attempt, random, error.retryAfterMs);
        await new Promise((done) => setTimeout(done, ms));
      }
    }
  }

  function arm() {
    clearTimeout(timer);
    timer = setTimeout(look, lookEvery);
    const left = timeLeft();
    if (left < lookEvery && left > 0) {
      clearTimeout(timer);
      timer = setTimeout(look, left + 1);
    }
  }

  function look() {
    if (store.getState().status !== "in") return;
    if (timeLeft() > 0) return arm();
    // Use in another tab may have moved the end, and this device's clock may be wrong: the server has the last word.
    api.get<Me>("/auth/me", {}, { retries: 0 }).then(
      ({ data }) => enter(data),
      () => leave("expired"),
    );
  }

  const timeLeft = () => Date.parse(store.getState().me?.expires_at ?? "") - Date.now();

  async function comeIn(path: string, input: object): Promise<Me> {
    const me = await api.send<Me>("POST", path, input);
    api.dropToken();
    enter(me);
    tabs.tell("in");
    return me;
  }

  /** Takes in what one's account has become, here and in the browser's other tabs. */
  function takeAccount(account: Me["account"]) {
    const { me } = store.getState();
    if (me?.account.id !== account.id) return;
    show({ ...me, account });
    tabs.tell("in");
  }

  function show(me: Me) {
    viewer.setState({ account: me.account });
    store.setState({ me });
  }

  /** Ends the session here and in every other tab. */
  async function logOut(): Promise<void> {
    try {
      await withoutGoodbye(() => api.send("POST", "/auth/logout"));
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 401)) throw error;
    }
    leave(null);
    tabs.tell("out");
  }

  /** Changes the password and goes on in the session that replaces this one; rejects with an ApiError. */
  async function changePassword(input: ChangePassword): Promise<void> {
    const me = await withoutGoodbye(() => api.send<Me>("POST", "/auth/password", input));
    api.dropToken();
    live.stop();
    enter(me);
    tabs.tell("in");
  }

  async function withoutGoodbye<T>(work: () => Promise<T>): Promise<T> {
    leaving = true;
    try {
      return await work();
    } catch (error) {
      // The answer was lost, perhaps on its way back: whether the session lives on has to be asked.
      if (error instanceof ApiError && isPassing(error.status)) void loadSession();
      throw error;
    } finally {
      leaving = false;
    }
  }

  api.onUnauthorized(() => {
    if (store.getState().status === "in" && !leaving) void loadSession();
  });
  api.onOver(() => {
    if (!leaving) leave("expired");
  });
  live.onGone((reason) => {
    if (leaving || store.getState().status !== "in") return;
    if (reason === "replaced") setTimeout(() => void loadSession(), handOverMs);
    else if (reason !== "unauthorized") leave(reason);
    else if (refusals++ > 0) leave("expired");
    else void loadSession();
  });
  live.onEvent(({ type, data }) => {
    const { me, status } = store.getState();
    // Another device of ours may have changed it; what is only for us to see is not in the event.
    if (type === "account.changed" && status === "in" && (data as Account).id === me?.account.id) void loadSession();
  });
  live.connection.subscribe(({ state }) => {
    if (state === "live") refusals = 0;
  });
  tabs.hear((news) => {
    if (news === "out" && store.getState().status === "in") leave("signed-out");
    if (news === "in") void loadSession();
  });

  return {
    store,
    loadSession,
    /** Opens an account and signs in; rejects with an ApiError that names the wrong fields. */
    signUp: (input: SignUp) => comeIn("/auth/signup", input),
    /** Signs in; rejects with an ApiError. */
    logIn: (input: LogIn) => comeIn("/auth/login", input),
    /** The second step of a log-in that answered "second-step". */
    sendCode: (input: { code: string }) => comeIn("/auth/login/code", input),
    /** Signs in by another proof, which `path` takes and answers as a log-in does; rejects with an ApiError. */
    logInBy: comeIn,
    logOut,
    changePassword,
    takeAccount,
    look,
  };
}

function otherTabs(): Tabs {
  if (typeof window === "undefined") return { tell: () => {}, hear: () => {} };
  const channel = new BroadcastChannel("x-messenger:session");
  return {
    tell: (news) => channel.postMessage(news),
    hear: (fn) => channel.addEventListener("message", ({ data }) => fn(data)),
  };
}

/** The page's session. */
export const session = createSession({ api, live, tabs: otherTabs() });
export const { loadSession, signUp, logIn, logInBy, sendCode, logOut, changePassword, takeAccount } = session;

onWake(session.look);

/** Who is signed in; `ended` says why a session is over when the reader did not end it here. */
export const useSession = (): Session => useStore(session.store);
