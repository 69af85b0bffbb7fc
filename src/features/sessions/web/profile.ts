import { accountLimits } from "#accounts/web";
import type { UpdateCredentials } from "#accounts";

type Values = Record<string, string>;
type Words = { tooLong: (max: number) => string; labelNeeded: string };

const length = (text: string) => [...new Intl.Segmenter().segment(text.trim())].length;
const lines = Array.from({ length: accountLimits.fields }, (_, index) => index);

/** The names of the two sides of each extra line in the form. */
export const lineNames = lines.map((index) => ({ name: `label_${index}`, value: `content_${index}` }));

/** What is wrong with a filled-in profile, by field, in the reader's language; empty when it may be sent. */
export function profileErrors(values: Values, t: Words): Values {
  const { display_name = "", note = "" } = values;
  const wrong: [string, string | false][] = [
    ["display_name", length(display_name) > accountLimits.displayName && t.tooLong(accountLimits.displayName)],
    // An address counts less than it is long, so a longer text is for the server to judge.
    ["note", length(note.replaceAll(/https?:\/\/\S+/g, "")) > accountLimits.note && t.tooLong(accountLimits.note)],
    ...lineNames.flatMap(({ name, value }): [string, string | false][] => {
      const [label = "", content = ""] = [values[name], values[value]];
      return [
        [
          name,
          (!label.trim() && content.trim() !== "" && t.labelNeeded) ||
            (length(label) > accountLimits.field && t.tooLong(accountLimits.field)),
        ],
        [value, length(content) > accountLimits.field && t.tooLong(accountLimits.field)],
      ];
    }),
  ];
  return Object.fromEntries(wrong.filter((each): each is [string, string] => each[1] !== false));
}

/** What a filled-in profile asks the server for. A box that is not ticked is not in a form. */
export const profileBody = (values: Values): UpdateCredentials => ({
  display_name: values["display_name"] ?? "",
  note: values["note"] ?? "",
  locked: "locked" in values,
  bot: "bot" in values,
  discoverable: "discoverable" in values,
  fields_attributes: lineNames.map(({ name, value }) => ({ name: values[name] ?? "", value: values[value] ?? "" })),
  source: {
    privacy: values["privacy"] as "public" | "unlisted" | "private",
    language: values["language"] ?? "",
    sensitive: "sensitive" in values,
  },
});

const tongues = "ko en ja zh de es fr id it nl pl pt ru th tr uk vi".split(" ");

/** Languages to choose from, by their names in the page's language; `chosen` is among them whatever it is. */
export function languageOptions(lang: string, chosen: string | null): { value: string; label: string }[] {
  const names = new Intl.DisplayNames([lang], { type: "language" });
  const codes = chosen === null || tongues.includes(chosen) ? tongues : [...tongues, chosen];
  return codes.map((value) => ({ value, label: names.of(value) ?? value }));
}
