import { useEffect } from "react";
import { useSearchParams } from "react-router";
import { useText } from "#web/prefs";
import { announce, Empty, Header, useTitle } from "#web/ui";
import { text } from "../search.text.ts";
import { SearchField } from "./SearchField.tsx";
import s from "./SearchPage.module.css";
import { SearchResults } from "./SearchResults.tsx";
import { kinds, panelId, SearchTabs, tabId } from "./SearchTabs.tsx";
import { ask, type Kind, type SearchState, useSearch } from "./search.store.ts";

const countsOf = ({ ids, accounts, hashtags, more }: SearchState) => ({
  statuses: { n: ids.length, more: more.statuses },
  accounts: { n: accounts.length, more: more.accounts },
  hashtags: { n: hashtags.length, more: more.hashtags },
});

/** The page that finds posts, people and tags. What is looked for stands in its address. */
export function SearchPage() {
  const t = useText(text);
  const [params, setParams] = useSearchParams();
  const q = (params.get("q") ?? "").trim();
  const kind: Kind = kinds.find((each) => each === params.get("type")) ?? "statuses";
  const found = useSearch();
  useTitle(q === "" ? t.title : t.results(q));
  useEffect(() => void ask(q), [q]);

  const go = (change: { q?: string; kind?: Kind }) => {
    const next = { q: change.q ?? q, type: change.kind ?? kind };
    setParams(next.q === "" ? {} : next, { replace: true });
  };
  const ready = found.q === q && found.state === "ready";
  const { n, more } = countsOf(found)[kind];
  useEffect(() => {
    if (ready) announce(t.found(n, more));
  }, [ready, n, more, t]);

  return (
    <>
      <Header title={t.title} />
      <SearchField q={q} onSearch={(words) => go({ q: words })} />
      {q === "" ? (
        <Empty title={t.start}>{t.startHint}</Empty>
      ) : (
        <>
          <SearchTabs kind={kind} counts={ready ? countsOf(found) : null} onChoose={(each) => go({ kind: each })} />
          <div id={panelId} role="tabpanel" aria-labelledby={tabId(kind)} aria-busy={found.state === "loading"}>
            <SearchResults kind={kind} />
          </div>
        </>
      )}
      <Help />
    </>
  );
}

function Help() {
  const t = useText(text);
  return (
    <details className={s.help}>
      <summary>{t.help}</summary>
      <dl>
        {t.helps.map(([operator, meaning]) => (
          <div key={operator}>
            <dt>
              <code>{operator}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
