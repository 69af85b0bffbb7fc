import { Door } from "#sessions/web";
import { useText } from "#web/prefs";
import { Button, toast } from "#web/ui";
import { text } from "../oauth.text.ts";
import s from "./ConsentPage.module.css";

/** The end of a consent for an app that cannot be called back: a code to copy, or nothing when it was denied. */
export function Code({ code }: { code: string | null }) {
  const t = useText(text);
  if (code === null)
    return (
      <Door title={t.deniedTitle}>
        <p className={s.hint}>{t.deniedHint}</p>
      </Door>
    );
  return (
    <Door title={t.codeTitle}>
      <div className={s.consent}>
        <p className={s.hint}>{t.codeHint}</p>
        <output className={s.code} aria-label={t.codeTitle}>
          {code}
        </output>
        <Button
          kind="primary"
          size="l"
          onClick={() => void navigator.clipboard.writeText(code).then(() => toast(t.copied))}
        >
          {t.copy}
        </Button>
      </div>
    </Door>
  );
}
