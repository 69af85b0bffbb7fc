import { useEffect, useState } from "react";
import { useText } from "#web/prefs";
import { Dialog, Failed, Spinner, Time, useSayError } from "#web/ui";
import type { StatusEdit } from "../posts.contract.ts";
import { text } from "../posts.text.ts";
import s from "./History.module.css";
import { PostBody } from "./PostBody.tsx";
import { fetchHistory } from "./posts.store.ts";

/** All versions of a post, the present one first. */
export function History({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useText(text);
  const say = useSayError();
  const [versions, setVersions] = useState<StatusEdit[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    setError(null);
    fetchHistory(id).then((found) => setVersions(found.toReversed()), setError);
  }, [id, tries]);
  return (
    <Dialog title={t.history} onClose={onClose}>
      {error ? (
        <Failed message={say(error)} onRetry={() => setTries(tries + 1)} />
      ) : versions ? (
        <ol className={s.versions}>
          {versions.map((version, index) => (
            <li key={version.created_at} className={s.version}>
              <p className={s.when}>
                {index === 0 && <strong>{t.current}</strong>}
                <span>
                  {index === versions.length - 1 ? t.original : t.editedAt} · <Time iso={version.created_at} exact />
                </span>
              </p>
              <PostBody post={version} />
            </li>
          ))}
        </ol>
      ) : (
        <Spinner />
      )}
    </Dialog>
  );
}
