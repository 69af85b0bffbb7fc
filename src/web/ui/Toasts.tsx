import { useEffect, useState } from "react";
import { useText } from "#web/prefs";
import { text } from "#web/web.text";
import { IconButton } from "./Button.tsx";
import { dismissToast, type Toast, useToasts } from "./toasts.ts";
import s from "./Toasts.module.css";

function Card({ toast }: { toast: Toast }) {
  const t = useText(text);
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => dismissToast(toast.id), toast.ms);
    return () => clearTimeout(timer);
  }, [held, toast]);
  return (
    <div
      className={s.toast}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span className={s.text}>{toast.text}</span>
      {toast.action && (
        <button
          type="button"
          className={s.action}
          onClick={() => {
            toast.action?.run();
            dismissToast(toast.id);
          }}
        >
          {toast.action.label}
        </button>
      )}
      <IconButton icon="close" label={t.dismiss} className={s.close} onClick={() => dismissToast(toast.id)} />
    </div>
  );
}

/** The place of the toasts; they are read out politely and wait while the pointer or the focus is on them. */
export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <div className={s.toasts} role="status" aria-live="polite">
      {toasts.map((toast) => (
        <Card key={toast.id} toast={toast} />
      ))}
    </div>
  );
}
