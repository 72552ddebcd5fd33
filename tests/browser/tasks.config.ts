import base from "./playwright.config";

/** What is no test: `npm run screenshots` and `npm run bench`. */
export default { ...base, testMatch: [/.*\.shots\.ts/, /.*\.bench\.ts/] };
