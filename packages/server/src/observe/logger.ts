import { type Logger as Pino, pino } from 'pino';

export type Logger = Pino;

export interface LoggerOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly site: string;
  /** @default standard output */
  readonly destination?: { write(line: string): void };
}

/** JSON lines; control characters are escaped by JSON, secrets never get this far. */
export function createLogger({ level, site, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { site },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: pino.stdSerializers.errWithCause },
    redact: {
      paths: ['cookie', 'authorization', '*.cookie', '*.authorization', 'token', '*.token'],
      censor: '(hidden)',
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
