import { useEffect, useState } from "react";
import { api } from "#web/api";
import { viewer } from "#web/store";
import { compareIds } from "./lists.ts";

type Markers = { home?: { last_read_id: string } };

const restMs = 3000;
/** Home is shown without its place when that takes longer than this to come. */
const patienceMs = 1000;
let noted = "0";
/** Whose home was opened in this page already. */
let opened: string | null = null;

const path = "/api/v1/markers?timeline[]=home";
const me = () => viewer.getState().account?.id ?? null;

/** The post that is first in sight below the header. */
function inSight(): string | undefined {
  const posts = [...document.querySelectorAll<HTMLElement>("[role=feed] [data-row]")];
  return posts.find((post) => post.getBoundingClientRect().bottom > 80)?.dataset["row"];
}

async function note(id: string) {
  if (!/^\d+$/.test(id) || compareIds(id, noted) <= 0) return;
  const before = noted;
  noted = id;
  try {
    const { data } = await api.get<Markers>(path);
    const known = data.home?.last_read_id ?? "0";
    if (compareIds(id, known) > 0) await api.send("POST", "/api/v1/markers", { home: { last_read_id: id } });
    else noted = known;
  } catch {
    // The place is noted again at the next rest.
    noted = before;
  }
}

/** Tells the reader's other devices how far they have read home: the newest post that came to rest in sight, quietly. */
export function usePlace(shown: boolean): void {
  useEffect(() => {
    if (!shown) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const rest = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const id = document.visibilityState === "visible" ? inSight() : undefined;
        if (id) void note(id);
      }, restMs);
    };
    rest();
    window.addEventListener("scroll", rest, { passive: true });
    const every = setInterval(rest, 10_000);
    return () => {
      clearTimeout(timer);
      clearInterval(every);
      window.removeEventListener("scroll", rest);
    };
  }, [shown]);
}

/** Where a list opens: a post's id; null for its top; "asked" while that is not known. */
export type LeftOff = string | null;

/** Where the reader left off reading home, on any of their devices, for the first time that home is `shown` in a page. */
export function useLeftOff(shown: boolean): LeftOff {
  const [place, setPlace] = useState<LeftOff>(() => (opened === me() ? null : "asked"));
  useEffect(() => {
    if (!shown || opened === me()) return;
    opened = me();
    // Whoever is reading already is not moved.
    const know = (found: LeftOff) => setPlace((now) => (now === "asked" ? found : now));
    const timer = setTimeout(know, patienceMs, null);
    api.get<Markers>(path, {}, { retries: 0 }).then(
      ({ data }) => know(data.home?.last_read_id ?? null),
      () => know(null),
    );
    return () => clearTimeout(timer);
  }, [shown]);
  return place;
}
