import { invalid } from "#core/errors";
import type { FieldError } from "#core/errors";
import { isLanguage } from "#core/lang";
import { unclean } from "#core/writing.errors";
import { cleanText, countCharacters } from "#core/writing.syntax";
import type { AccountDefaults, UpdateCredentials } from "./accounts.contract.ts";
import { wrongProfile } from "./accounts.errors.ts";
import { accountLimits } from "./accounts.limits.ts";
import { graphemes, httpUrl, isReadable } from "./accounts.syntax.ts";

type Line = { name: string; value: string };

/** What of an account shall be different; what is not mentioned stays. */
export type ProfileChange = {
  displayName?: string;
  note?: string;
  avatarUrl?: string | null;
  headerUrl?: string | null;
  locked?: boolean;
  bot?: boolean;
  discoverable?: boolean;
  fields?: Line[];
  defaults: AccountDefaults;
};

/** Checks what somebody tells of themselves; throws 422 with everything that is wrong, a field at a time. */
export function checkProfile(input: UpdateCredentials): ProfileChange {
  const problems: FieldError[] = [];
  const tell = (problem: FieldError | null) => {
    if (problem) problems.push(problem);
  };
  const change: ProfileChange = { defaults: {} };
  if (input.display_name != null) {
    change.displayName = input.display_name.trim().normalize("NFC");
    tell(
      change.displayName === "" || isLine(change.displayName, accountLimits.displayName)
        ? null
        : wrongProfile.displayName(),
    );
  }
  if (input.note != null) {
    change.note = readNote(input.note, tell);
  }
  if (input.fields_attributes != null) {
    change.fields = readFields(input.fields_attributes, tell);
  }
  for (const [name, column] of [
    ["avatar", "avatarUrl"],
    ["header", "headerUrl"],
  ] as const) {
    const url = readPicture(name, input[name], tell);
    if (url !== undefined) change[column] = url;
  }
  for (const name of ["locked", "bot", "discoverable"] as const) {
    const value = input[name];
    if (value != null) change[name] = value;
  }
  const { privacy, sensitive, language } = input.source ?? {};
  if (privacy != null) change.defaults.privacy = privacy;
  if (sensitive != null) change.defaults.sensitive = sensitive;
  if (language !== undefined) {
    change.defaults.language = language || null;
    tell(!language || isLanguage(language) ? null : wrongProfile.language());
  }
  if (problems.length > 0) throw invalid(problems);
  return change;
}

type Tell = (problem: FieldError | null) => void;

/** Whether a text of one line can be read, and has at most so many characters; a character may weigh ten code units. */
const isLine = (text: string, most: number) => text.length <= most * 10 && graphemes(text) <= most && isReadable(text);

function readNote(note: string, tell: Tell): string {
  if (note.trim() === "") return "";
  const clean = cleanText(note);
  if (!clean.ok) {
    tell(unclean("note", clean.reason));
    return "";
  }
  const over = countCharacters(clean.text) - accountLimits.note;
  tell(over > 0 || clean.text.length > accountLimits.note * 10 ? wrongProfile.noteLong(Math.max(1, over)) : null);
  return clean.text;
}

/** The extra lines, without those that say nothing. */
function readFields(given: NonNullable<UpdateCredentials["fields_attributes"]>, tell: Tell): Line[] {
  const lines = Object.values(given)
    .map(({ name, value }) => ({ name: (name ?? "").trim(), value: (value ?? "").trim() }))
    .filter(({ name, value }) => name !== "" || value !== "");
  const odd = lines.some((line) =>
    Object.values(line).some((text) => text !== "" && !isLine(text, accountLimits.field)),
  );
  tell(lines.length > accountLimits.fields ? wrongProfile.manyFields() : null);
  tell(lines.some(({ name }) => name === "") ? wrongProfile.fieldName() : null);
  tell(odd ? wrongProfile.fieldText() : null);
  return lines;
}

/** A picture's address; null for none any more, undefined where nothing is said of it. */
function readPicture(name: string, given: UpdateCredentials["avatar"], tell: Tell): string | null | undefined {
  if (given == null) return undefined;
  if (typeof given !== "string") {
    // What a form sends of a file that nobody chose.
    if (given.size > 0) tell(wrongProfile.upload(name));
    return undefined;
  }
  if (given.trim() === "") return null;
  const url = httpUrl(given.trim());
  tell(url === undefined || url.length > accountLimits.url ? wrongProfile.picture(name) : null);
  return url;
}
