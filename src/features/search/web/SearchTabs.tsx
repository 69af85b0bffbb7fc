import { type KeyboardEvent, useRef } from "react";
import { useText } from "#web/prefs";
import { text } from "../search.text.ts";
import type { Kind } from "./search.store.ts";
import s from "./SearchPage.module.css";

export const kinds: Kind[] = ["statuses", "accounts", "hashtags"];

/** What a kind's tab and panel are called in the page. */
export const tabId = (kind: Kind) => `search-${kind}`;
export const panelId = "search-found";

type SearchTabsProps = {
  kind: Kind;
  counts: Record<Kind, { n: number; more: boolean }> | null;
  onChoose: (kind: Kind) => void;
};

/** Posts, people, tags, each with how many were found so far; arrow keys go from one to the next. */
export function SearchTabs({ kind, counts, onChoose }: SearchTabsProps) {
  const t = useText(text);
  const list = useRef<HTMLDivElement>(null);
  const names: Record<Kind, string> = { statuses: t.posts, accounts: t.people, hashtags: t.tags };
  const onKeyDown = (event: KeyboardEvent) => {
    const here = kinds.indexOf(kind);
    const there = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: -1 }[event.key];
    const next = there === undefined ? undefined : kinds.at(there % kinds.length);
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next);
    list.current?.querySelector<HTMLElement>(`#${tabId(next)}`)?.focus();
  };
  return (
    <div ref={list} className={s.tabs} role="tablist" aria-label={t.kinds}>
      {kinds.map((each) => (
        <button
          key={each}
          id={tabId(each)}
          type="button"
          role="tab"
          aria-selected={each === kind}
          aria-controls={panelId}
          tabIndex={each === kind ? 0 : -1}
          className={s.tab}
          onKeyDown={onKeyDown}
          onClick={() => onChoose(each)}
        >
          {names[each]}
          {counts && <span className={s.count}>{t.count(counts[each].n, counts[each].more)}</span>}
        </button>
      ))}
    </div>
  );
}
