import type { ReactNode } from "react";
import { useText } from "#web/prefs";
import { text } from "#web/web.text";
import { Button } from "./Button.tsx";
import { Dialog } from "./Dialog.tsx";
import s from "./Sheet.module.css";

type SheetProps = {
  title: string;
  /** What the button says that does it. */
  submit: string;
  danger?: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** A dialog that asks and then does one thing: it closes first, whichever way out is taken. */
export function Sheet({ title, submit, danger, onSubmit, onClose, children }: SheetProps) {
  const t = useText(text);
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          onSubmit();
        }}
      >
        {children}
        <div className={s.ways}>
          <Button onClick={onClose}>{t.cancel}</Button>
          <Button type="submit" kind={danger ? "danger" : "primary"}>
            {submit}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
