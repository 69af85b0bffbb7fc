import { useState } from "react";
import { useOwnList } from "#web/ownList";
import { useText } from "#web/prefs";
import { Button, Empty, Failed, Header, Notice, Spinner, Time, useSayError, useTitle } from "#web/ui";
import type { Passkey } from "../passkeys.contract.ts";
import { text } from "../passkeys.text.ts";
import { AddPasskey } from "./AddPasskey.tsx";
import { obstacle } from "./ceremony.ts";
import { RemovePasskey, RenamePasskey } from "./ChangePasskey.tsx";
import s from "./Passkeys.module.css";
import { passkeys } from "./passkeys.store.ts";

type Asking = { what: "add" } | { what: "rename" | "remove"; passkey: Passkey };

/** The member's passkeys: what they are for, which there are, one more, one less. */
export function PasskeysPage() {
  const t = useText(text);
  const say = useSayError();
  const { list, problem } = useOwnList(passkeys);
  const [asking, setAsking] = useState<Asking | null>(null);
  useTitle(t.title);
  const reason = obstacle(location.hostname);
  const close = () => setAsking(null);
  const add = (
    <Button kind="primary" onClick={() => setAsking({ what: "add" })}>
      {t.add}
    </Button>
  );
  return (
    <>
      <Header title={t.title} back />
      <div className={s.top}>
        <p>{t.why}</p>
        {reason && <Notice>{t.trouble[reason]}</Notice>}
        {!reason && list && list.length > 0 && add}
      </div>
      {!list && (problem ? <Failed message={say(problem)} onRetry={() => void passkeys.load()} /> : <Spinner />)}
      {list?.length === 0 && (
        <Empty title={t.none} action={!reason && add}>
          {t.noneHint}
        </Empty>
      )}
      {list && list.length > 0 && (
        <ul className={s.list} aria-label={t.title}>
          {list.map((passkey) => (
            <Row key={passkey.id} passkey={passkey} onAsk={(what) => setAsking({ what, passkey })} />
          ))}
        </ul>
      )}
      {asking?.what === "add" && <AddPasskey onClose={close} />}
      {asking?.what === "rename" && <RenamePasskey passkey={asking.passkey} onClose={close} />}
      {asking?.what === "remove" && <RemovePasskey passkey={asking.passkey} onClose={close} />}
    </>
  );
}

function Row({ passkey, onAsk }: { passkey: Passkey; onAsk: (what: "rename" | "remove") => void }) {
  const t = useText(text);
  const { name, created_at, last_used_at } = passkey;
  return (
    <li className={s.row}>
      <div className={s.what}>
        <strong>{name}</strong>
        <p>
          {t.created} <Time iso={created_at} /> ·{" "}
          {last_used_at ? (
            <>
              {t.used} <Time iso={last_used_at} />
            </>
          ) : (
            t.neverUsed
          )}
        </p>
      </div>
      <div className={s.buttons}>
        <Button aria-label={t.renameNamed(name)} onClick={() => onAsk("rename")}>
          {t.rename}
        </Button>
        <Button kind="danger" aria-label={t.removeNamed(name)} onClick={() => onAsk("remove")}>
          {t.remove}
        </Button>
      </div>
    </li>
  );
}
