import { useState } from "react";
import { useNavigate } from "react-router";
import { useText } from "#web/prefs";
import { text } from "#web/web.text";
import { Button } from "../Button.tsx";
import { Dialog } from "../Dialog.tsx";
import { Field } from "../Field.tsx";
import s from "./GoTo.module.css";

/** Asks for a username and leads to that person's page. */
export function GoTo({ onClose }: { onClose: () => void }) {
  const t = useText(text).goTo;
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const acct = name.trim().replace(/^@/, "");
  return (
    <Dialog title={t.title} onClose={onClose}>
      <form
        className={s.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!acct) return;
          onClose();
          void navigate(`/@${encodeURIComponent(acct)}`);
        }}
      >
        <Field
          label={t.label}
          prefix="@"
          value={name}
          onChange={(event) => setName(event.target.value)}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
        />
        <Button type="submit" kind="primary" disabled={!acct}>
          {t.go}
        </Button>
      </form>
    </Dialog>
  );
}
