import type { ReactNode } from 'react';
import { toApiError } from '../api/api-error.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { useTexts } from '../texts/texts-context.tsx';
import { ServerLines } from './server-lines.tsx';

/** Why a change was refused, and what cannot be opened where it is that. */
export function RefusedChange({ error }: { readonly error: unknown }): ReactNode {
  const { texts } = useTexts();
  return (
    <>
      <ErrorNotice title={texts.change.refusedTitle} error={error} />
      {isNotOpened(error) && <ServerLines lines={detailsOf(error)} />}
    </>
  );
}

/** Nothing was opened, because something that is stopped does not answer. */
export function isNotOpened(error: unknown): boolean {
  return toApiError(error).code === 'PORTCULLIS_NOT_OPENED';
}

/** Something was tried in this window, and nobody said what came of it. */
export function isTestResultMissing(error: unknown): boolean {
  return toApiError(error).code === 'PORTCULLIS_TEST_RESULT_MISSING';
}

function detailsOf(error: unknown): readonly string[] {
  const { details = '' } = toApiError(error).values;
  return String(details)
    .split('; ')
    .filter((line) => line !== '');
}
