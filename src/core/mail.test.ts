import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLogger } from "#core/log";
import { createMailer, readAddress } from "#core/mail";
import { setLetter } from "#core/mail.letter";
import { readLetter } from "#test/letters";

/** A mail server that takes everything, and remembers each line it was told. */
async function openPostOffice() {
  const told: string[] = [];
  const server = createServer((socket) => {
    let data = false;
    let rest = "";
    socket.write("220 post\r\n");
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      const lines = (rest + chunk.toString("latin1")).split("\r\n");
      rest = lines.pop()!;
      for (const line of lines) {
        told.push(line);
        if (data && line !== ".") continue;
        data = line === "DATA";
        socket.write(data ? "354 go on\r\n" : "250 ok\r\n");
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise((resolve) => server.close(resolve));
  return { told, url: `smtp://127.0.0.1:${port}`, close };
}

let office: Awaited<ReturnType<typeof openPostOffice>>;
let folder: string;
beforeAll(async () => {
  office = await openPostOffice();
  folder = await mkdtemp(join(tmpdir(), "xm-mail-"));
});
afterAll(async () => {
  await office.close();
  await rm(folder, { recursive: true });
});

const settings = { mailFrom: "no-reply@here.example", title: "모두의 광장", publicUrl: "https://here.example" };
const logger = createLogger("silent");
const words = { subject: "Hello", greeting: "Hello you,", lines: ["One line."], from: "us" };

test("threat 22: the address that was checked is, byte for byte, the one that the mail server is told", async () => {
  const mailer = createMailer({ ...settings, smtpUrl: office.url, dataDir: folder }, logger);
  for (const to of ["a.b+tag@sub.example.org", "O'Neil_x@example.org", "UPPER@example.org"]) {
    office.told.length = 0;
    await mailer.send("1", setLetter(to, words));
    expect(office.told.filter((line) => /^(MAIL|RCPT)/.test(line))).toEqual([
      "MAIL FROM:<no-reply@here.example>",
      `RCPT TO:<${to}>`,
    ]);
    expect(office.told.filter((line) => /^(to|cc|bcc):/i.test(line))).toEqual([`To: ${to}`]);
  }
  mailer.close();
});

const breaks = ["\r\n", "\n", "\r", "\0", "\u0085", "\u2028", "\u2029", "\r\n ", "%0d%0a", "\\r\\n"];

test("threat 39: no address with a line break, a second address or a comment ever reaches the mail server", async () => {
  const mailer = createMailer({ ...settings, smtpUrl: office.url, dataDir: folder }, logger);
  const addresses = breaks.flatMap((end) => [
    `a@b.org${end}Bcc: c@d.org`,
    `a${end}@b.org`,
    `${end}a@b.org`,
    `a@b.org${end}`,
    `a@b.org>${end}RCPT TO:<c@d.org`,
  ]);
  const others = [
    "a@b.org,c@d.org",
    "a@b.org;c@d.org",
    "<a@b.org>",
    "A <a@b.org>",
    '"a b"@c.org',
    "a@b.org (c)",
    "g: a@b.org;",
  ];
  office.told.length = 0;
  for (const to of [...addresses, ...others]) {
    const passes = /^[^\s\p{Cc}\u2028\u2029<>,;:"()\\]+$/u.test(to) && readAddress(to) !== undefined;
    expect([to, passes]).toEqual([to, false]);
    await expect(mailer.send("1", setLetter(to, words))).rejects.toThrow("not one e-mail address");
  }
  expect(office.told).toEqual([]);
  mailer.close();
});

test("threat 39: a line break in a subject, a title or a name adds no header and no command", async () => {
  for (const end of breaks) {
    const evil = `x${end}Bcc: c@d.org${end}.${end}RCPT TO:<c@d.org>`;
    const mailer = createMailer({ ...settings, title: evil, smtpUrl: office.url, dataDir: folder }, logger);
    office.told.length = 0;
    await mailer.send("1", setLetter("a@b.org", { subject: evil, greeting: evil, lines: [evil], from: evil }));
    const commands = office.told.filter((line) => /^(MAIL FROM|RCPT TO|DATA|QUIT)/.test(line));
    const head = office.told.slice(
      office.told.indexOf("DATA") + 1,
      office.told.indexOf("", office.told.indexOf("DATA")),
    );
    expect(commands.slice(0, 3)).toEqual(["MAIL FROM:<no-reply@here.example>", "RCPT TO:<a@b.org>", "DATA"]);
    expect(head.filter((line) => /^bcc:/i.test(line))).toEqual([]);
    expect(office.told.filter((line) => line === ".")).toHaveLength(1);
    mailer.close();
  }
});

test("whatever a device or a name says stays text in the letter", () => {
  const { html, text } = setLetter("a@b.org", {
    ...words,
    lines: ['<img src=x onerror="alert(1)">'],
    link: { href: 'https://x/?a="b"&c', label: "<b>Go" },
  });
  expect(html).not.toMatch(/<img|<b>|="b"/);
  expect(text).toContain('<img src=x onerror="alert(1)">');
});

test("without a mail server a letter is a file that only we may read, in both forms and any language", async () => {
  const mailer = createMailer({ ...settings, smtpUrl: undefined, dataDir: folder }, logger);
  const korean = {
    subject: "[모두의 광장] 비밀번호를 새로 정해 주세요",
    greeting: "민수님, 안녕하세요.",
    lines: ["한 줄이에요."],
    from: "광장",
  };
  await mailer.send("7", setLetter("a@b.org", korean));
  await mailer.send("7", setLetter("a@b.org", korean));
  expect(await readdir(join(folder, "mail"))).toEqual(["7.eml"]);
  const letter = readLetter(await readFile(join(folder, "mail", "7.eml"), "utf8"));
  expect([letter.to, letter.subject]).toEqual(["a@b.org", korean.subject]);
  expect(letter.text).toContain("한 줄이에요.");
  expect(letter.html).toContain("<p>한 줄이에요.</p>");
  expect(letter.raw).toMatch(/^Message-ID: <7@here\.example>\r$/m);
});
