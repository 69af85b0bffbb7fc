import { defineConfig } from "drizzle-kit";

/** `npm run migrations` compares the tables in the code with those in `migrations/`, and writes the difference as SQL. */
export default defineConfig({
  dialect: "postgresql",
  schema: ["src/core/*.tables.ts", "src/features/*/*.model.ts"],
  out: "migrations",
});
