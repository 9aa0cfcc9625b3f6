/** The part of pino that the gate uses; any logger of this shape fits. */
export interface Logger {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** Where nobody has brought a logger: what must not be missed. */
export const consoleLogger: Logger = {
  info: () => {},
  warn: (_, message) => console.warn(`portcullis: ${message}`),
  error: ({ error }, message) =>
    console.error(`portcullis: ${message}`, ...(error === undefined ? [] : [error])),
};

export const silentLogger: Logger = { info: () => {}, warn: () => {}, error: () => {} };
