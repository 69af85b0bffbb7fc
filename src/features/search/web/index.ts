export { SearchPage } from "./lazy.ts";
