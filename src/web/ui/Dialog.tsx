import { type ReactNode, useEffect, useId, useRef } from "react";
import { useText } from "#web/prefs";
import { text } from "#web/web.text";
import { IconButton } from "./Button.tsx";
import s from "./Dialog.module.css";

type DialogProps = { title: string; onClose: () => void; children: ReactNode };

/** A modal dialog: keeps the focus inside, closes by Escape, the button or a click beside it, and gives the focus back. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const t = useText(text);
  const id = useId();
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    dialog?.querySelector<HTMLElement>("input, textarea")?.focus();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    // The click beside is a convenience for the pointer; Escape and the button do the same.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      ref={ref}
      className={s.dialog}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === ref.current && onClose()}
    >
      <div className={s.inner}>
        <header className={s.header}>
          <h2 id={id}>{title}</h2>
          <IconButton icon="close" label={t.close} onClick={onClose} />
        </header>
        {children}
      </div>
    </dialog>
  );
}
