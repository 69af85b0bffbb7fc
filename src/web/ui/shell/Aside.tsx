import { Suspense, useEffect, useState } from "react";
import { Suggestions } from "#relations/web";
import { useText } from "#web/prefs";
import { cutOff } from "#web/store";
import { text } from "#web/web.text";
import { Icon } from "../Icon.tsx";
import { ownVersion, useInstance } from "../instance.ts";
import s from "./Aside.module.css";

/** Whether a page wide enough for this column has had the time to show what it is for; not without a network, where its parts cannot come. */
function useRoom(): boolean {
  const [room, setRoom] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setRoom(matchMedia("(min-width: 1100px)").matches && !cutOff()), 1500);
    return () => clearTimeout(timer);
  }, []);
  return room;
}

/** The right column of a wide screen: whom one might follow, where one is, and what the keyboard can do. */
export function Aside({ onHelp }: { onHelp: () => void }) {
  const t = useText(text);
  const instance = useInstance();
  const room = useRoom();
  return (
    <aside className={s.aside}>
      {instance && (
        <section className={s.about}>
          <h2>{instance.title}</h2>
          {instance.description && <p>{instance.description}</p>}
          {instance.rules && instance.rules.length > 0 && (
            <ol className={s.rules}>
              {instance.rules.map((rule) => (
                <li key={rule.id}>{rule.text}</li>
              ))}
            </ol>
          )}
        </section>
      )}
      <button type="button" className={s.keys} onClick={onHelp}>
        <Icon name="keyboard" />
        {t.keys.hint}
        <kbd>?</kbd>
      </button>
      {instance && <p className={s.version}>{t.version(ownVersion(instance.version))}</p>}
      <Suspense>{room && <Suggestions />}</Suspense>
    </aside>
  );
}
