import { type ComponentType, use, useEffect, useState } from "react";
import { useText } from "#web/prefs";
import { cutOff } from "#web/store";
import { text } from "#web/web.text";
import { Failed } from "./States.tsx";
import { toast } from "./toasts.ts";

type Load<P> = () => Promise<ComponentType<P>>;

/** A component that is fetched when it is first shown; where it cannot come there is `Instead`, and the next to show it asks again. */
function fetched<P extends object>(load: Load<P>, Instead: ComponentType<P & { again: () => void }>) {
  let coming: Promise<ComponentType<P> | null> | null = null;
  const ask = () => (coming ??= load().catch(() => null));
  return function Fetched(props: P) {
    const [, redraw] = useState(0);
    const mine = ask();
    const Part = use(mine);
    useEffect(() => {
      if (Part) return;
      return () => {
        if (coming === mine) coming = null;
      };
    }, [Part, mine]);
    if (Part) return <Part {...props} />;
    const again = () =>
      void load().then(
        (part) => {
          coming = Promise.resolve(part);
          redraw((times) => times + 1);
        },
        // A server that is there but has it no more is a newer one: its page knows where things are.
        () => cutOff() || window.location.reload(),
      );
    return <Instead {...props} again={again} />;
  };
}

/** A page, or what a page is about: where it cannot come, this says so in its place and can try again. */
export const later = <P extends object>(load: Load<P>) => fetched(load, Unfetched);

/** What opens above a page: where it cannot come, a word says so, and it counts as closed. */
export const sheet = <P extends { onClose: () => void }>(load: Load<P>) => fetched(load, Closed);

/** A part of a page that it can do without: nothing where it cannot come. */
export const optional = <P extends object>(load: Load<P>) => fetched(load, () => null);

function Unfetched({ again }: { again: () => void }) {
  const { errors } = useText(text);
  return <Failed message={errors.network} onRetry={again} />;
}

function Closed({ onClose }: { onClose: () => void }) {
  const { errors } = useText(text);
  useEffect(() => {
    toast(errors.network);
    onClose();
  }, [errors, onClose]);
  return null;
}
