import base from "./playwright.config";

/** What is no test: `npm run screenshots`, `npm run lighthouse` and `npm run bench`. */
export default { ...base, workers: 1, projects: undefined, testMatch: [/.*\.shots\.ts/, /.*\.audit\.ts/, /.*\.bench\.ts/] };
