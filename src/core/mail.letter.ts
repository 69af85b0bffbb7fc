/** What a person is told: greeting, paragraphs, perhaps one link with the words on it, and who writes. */
export type Words = {
  subject: string;
  greeting: string;
  lines: string[];
  link?: { href: string; label: string };
  from: string;
};

/** A letter ready to be sent: the same words as plain text and as simple HTML. */
export type Letter = { to: string; subject: string; text: string; html: string };

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character]!);

const button =
  "display:inline-block;padding:12px 20px;border-radius:999px;background:#1f5fd6;color:#ffffff;text-decoration:none;font-weight:600";

/** Sets words as a letter. Whatever a name or a device contains, it stays text. */
export function setLetter(to: string, words: Words): Letter {
  const { subject, greeting, lines, link, from } = words;
  const text = [greeting, ...lines, ...(link ? [`${link.label}:\n${link.href}`] : []), `— ${from}`].join("\n\n");
  const paragraphs = [greeting, ...lines].map((line) => `<p>${escape(line)}</p>`);
  const way = link
    ? [
        `<p><a href="${escape(link.href)}" style="${button}">${escape(link.label)}</a></p>`,
        `<p style="color:#666666;font-size:13px;word-break:break-all">${escape(link.href)}</p>`,
      ]
    : [];
  const style =
    "max-width:560px;margin:24px auto;padding:0 20px;font:16px/1.6 system-ui,sans-serif;word-break:keep-all";
  const html = `<!doctype html><meta charset="utf-8"><div style="${style}">${[...paragraphs, ...way].join("")}<p style="color:#666666">— ${escape(from)}</p></div>`;
  return { to, subject, text: `${text}\n`, html };
}
