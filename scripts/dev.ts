import { spawn } from "node:child_process";
import { join } from "node:path";

/** The server, started again when its code changes, and beside it the web client on http://127.0.0.1:5173, updated as you type. */
const bin = join(import.meta.dirname, "..", "node_modules", ".bin");
const children = [
  spawn(process.execPath, ["--watch", "src/main.ts"], { stdio: "inherit" }),
  spawn(process.execPath, [join(bin, "vite"), "--host", "127.0.0.1"], { stdio: "inherit" }),
];
for (const child of children)
  child.on("exit", (code) => {
    for (const other of children) other.kill();
    process.exitCode = code ?? 1;
  });
