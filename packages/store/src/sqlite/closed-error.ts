import { PortcullisError } from '@portcullis/gate';

export function closedError(file: string): PortcullisError {
  return new PortcullisError(
    'PORTCULLIS_STORE_UNAVAILABLE',
    `The store ${file} was closed by this process; open it anew with createSqliteStore`,
  );
}
