/** How many cases a family of properties draws in `npm test`; `npm run prove properties` draws a million. */
export const propertyRuns: number = Number(process.env.PORTCULLIS_PROPERTY_RUNS ?? 20_000);

/** A watchdog: as many runs as are asked for may take their time. */
export const propertyTimeoutMs: number = 60_000 + 2 * propertyRuns;
