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
    serializers: {
      error: (error: unknown) => withoutBytes(pino.stdSerializers.errWithCause(error as Error)),
    },
    redact: {
      paths: ['cookie', 'authorization', '*.cookie', '*.authorization', 'token', '*.token'],
      censor: '(hidden)',
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Parsers keep what they could not read with their error: requests with their cookies and keys, answers with theirs. */
function withoutBytes(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return error;
  const { rawPacket: _request, data: _answer, cause, ...rest } = error as Readonly<Record<string, unknown>>;
  return cause === undefined ? rest : { ...rest, cause: withoutBytes(cause) };
}
