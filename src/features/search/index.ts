export { marksOf } from "./search.grams.syntax.ts";
export { searchRoutes } from "./search.controller.ts";
export { indexAccounts, indexOld, indexPosts, progressOf } from "./search.jobs.ts";
