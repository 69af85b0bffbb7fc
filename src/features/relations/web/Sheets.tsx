import { useState } from "react";
import type { Account } from "#accounts";
import { nameOf } from "#accounts/web";
import { useLang, useText } from "#web/prefs";
import { Area, Check, Select, Sheet } from "#web/ui";
import { relationLimits } from "../relations.limits.ts";
import { text } from "../relations.text.ts";
import { useDeeds } from "./deeds.ts";
import { languageChoices } from "./languages.ts";
import { relations } from "./relations.store.ts";
import s from "./Sheets.module.css";

/** What a menu about somebody opens. */
export type SheetName = "mute" | "block" | "remove" | "note" | "languages";
type SheetProps = { account: Account; onClose: () => void };

const seconds = { forever: 0, hour: 3600, day: 86_400, week: 7 * 86_400, month: 30 * 86_400 } as const;
type Duration = keyof typeof seconds;
const durations = Object.keys(seconds) as Duration[];

function MuteSheet({ account, onClose }: SheetProps) {
  const t = useText(text);
  const { mute } = useDeeds(account);
  const [duration, setDuration] = useState<Duration>("forever");
  const [notifications, setNotifications] = useState(true);
  return (
    <Sheet
      title={t.muteTitle(nameOf(account))}
      submit={t.muteDo}
      onSubmit={() => void mute({ duration: seconds[duration], notifications })}
      onClose={onClose}
    >
      <p>{t.muteHint}</p>
      <Select
        label={t.muteFor}
        value={duration}
        options={durations.map((value) => ({ value, label: t.durations[value] }))}
        onChange={(event) => setDuration(event.target.value as Duration)}
      />
      <Check
        label={t.muteNotifications}
        checked={notifications}
        onChange={(event) => setNotifications(event.target.checked)}
      />
    </Sheet>
  );
}

function BlockSheet({ account, onClose }: SheetProps) {
  const t = useText(text);
  const { block } = useDeeds(account);
  return (
    <Sheet
      title={t.blockTitle(nameOf(account))}
      submit={t.blockDo}
      danger
      onSubmit={() => void block()}
      onClose={onClose}
    >
      <p>{t.blockHint}</p>
    </Sheet>
  );
}

function RemoveSheet({ account, onClose }: SheetProps) {
  const t = useText(text);
  const { removeFollower } = useDeeds(account);
  return (
    <Sheet
      title={t.removeTitle(nameOf(account))}
      submit={t.removeDo}
      danger
      onSubmit={() => void removeFollower()}
      onClose={onClose}
    >
      <p>{t.removeHint}</p>
    </Sheet>
  );
}

function NoteSheet({ account, onClose }: SheetProps) {
  const t = useText(text);
  const { note } = useDeeds(account);
  const [words, setWords] = useState(relations.get(account.id)?.note ?? "");
  return (
    <Sheet title={t.noteTitle(nameOf(account))} submit={t.save} onSubmit={() => void note(words)} onClose={onClose}>
      <Area
        label={t.noteLabel}
        hint={t.noteHint}
        value={words}
        maxLength={relationLimits.note}
        onChange={(event) => setWords(event.target.value)}
      />
    </Sheet>
  );
}

function LanguagesSheet({ account, onClose }: SheetProps) {
  const t = useText(text);
  const lang = useLang();
  const { wish } = useDeeds(account);
  const [chosen, setChosen] = useState(() => relations.get(account.id)?.languages ?? []);
  return (
    <Sheet
      title={t.languagesTitle(nameOf(account))}
      submit={t.save}
      onSubmit={() => void wish({ languages: chosen })}
      onClose={onClose}
    >
      <p>{t.languagesHint}</p>
      <div className={s.languages}>
        {languageChoices(lang, chosen).map(({ code, name }) => (
          <Check
            key={code}
            label={name}
            checked={chosen.includes(code)}
            onChange={({ target }) =>
              setChosen((now) => (target.checked ? [...now, code] : now.filter((one) => one !== code)))
            }
          />
        ))}
      </div>
    </Sheet>
  );
}

const sheets = { mute: MuteSheet, block: BlockSheet, remove: RemoveSheet, note: NoteSheet, languages: LanguagesSheet };

/** Asks what a deed needs to know, or whether it is meant, and does it. */
export function RelationSheet({ sheet, ...props }: SheetProps & { sheet: SheetName }) {
  const Chosen = sheets[sheet];
  return <Chosen {...props} />;
}
