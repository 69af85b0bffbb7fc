// Where a processor's time went: the self time of a profile of V8's, in groups. `node bench/profile.ts some.cpuprofile`.
import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { row, head, tell } from "./nodes.ts";

type Frame = { functionName: string; url: string; lineNumber: number };
type Profile = { nodes: { id: number; callFrame: Frame }[]; samples: number[]; timeDeltas: number[] };

/** Where a file is in this repository. */
const placeOf = (url: string) => url.replace(`${pathToFileURL(".").href}/`, "");

/** Whose code a function is: a package, a part of this repository, Node, or what is not JavaScript. */
function groupOf({ functionName, url }: Frame): string {
  const at = placeOf(url);
  const installed = /node_modules\/(?!.*node_modules\/)((?:@[^/]+\/)?[^/]+)/.exec(at)?.[1];
  if (installed) return installed;
  const own = /^(src\/(?:core|features\/[^/]+)|src|bench|test)\//.exec(at)?.[1];
  if (own) return own;
  if (url.startsWith("node:")) return "Node, in JavaScript";
  if (functionName === "(program)") return "native code (TCP, TLS, strings, the kernel's part of them)";
  if (functionName === "(garbage collector)") return "collecting garbage";
  return functionName === "" || functionName.startsWith("(") ? "other" : "calls into native code (writev, hashes …)";
}

const nameOf = ({ functionName, url, lineNumber }: Frame) => {
  const file = placeOf(url).replace(/^.*node_modules\//, "");
  return `${functionName || "(anonymous)"}${file ? ` ${file}:${lineNumber + 1}` : ""}`;
};

/** Shares of the time a profile was busy, largest first: groups, and the functions that took most. */
export function summarise(file: string): { groups: [string, number][]; functions: [string, number][]; busy: number } {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, "utf8")) as Profile;
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const [groups, functions] = [new Map<string, number>(), new Map<string, number>()];
  let [busy, total] = [0, 0];
  const add = (to: Map<string, number>, key: string, time: number) => void to.set(key, (to.get(key) ?? 0) + time);
  samples.forEach((id, i) => {
    const [frame, time] = [frames.get(id)!, Math.max(0, timeDeltas[i + 1] ?? 0)];
    total += time;
    if (frame.functionName === "(idle)" || frame.functionName === "(root)") return;
    busy += time;
    add(groups, groupOf(frame), time);
    add(functions, nameOf(frame), time);
  });
  const sorted = (from: Map<string, number>) =>
    [...from].map(([name, time]): [string, number] => [name, time / busy]).sort((a, b) => b[1] - a[1]);
  return { groups: sorted(groups), functions: sorted(functions), busy: busy / total };
}

/** Prints that as two tables. */
export function showProfile(title: string, file: string): void {
  const { groups, functions, busy } = summarise(file);
  const share = (part: number) => `${(part * 100).toFixed(1)} %`;
  tell(`\n${title}; the process was busy ${share(busy)} of the time.\n`);
  tell(head(["whose code", "of its time"]));
  for (const [name, part] of groups.filter(([, part]) => part >= 0.01)) tell(row([name, share(part)]));
  tell(`\n${head(["function", "of its time"])}`);
  for (const [name, part] of functions.slice(0, 15)) tell(row([`\`${name}\``, share(part)]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) showProfile(process.argv[2]!, process.argv[2]!);
