import type { ReactNode } from 'react';
import { toApiError } from '../api/api-error.ts';
import { errorWordsFor } from '../texts/error-words.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { useWords } from '../texts/use-words.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

export interface ErrorNoticeProps {
  /** Whatever was thrown. */
  readonly error: unknown;
  /** What did not work, when it is not clear from around. */
  readonly title?: string;
  readonly onRetry?: () => void;
}

/** What went wrong, what the server says of it, and what to do. */
export function ErrorNotice({ error, title, onRetry }: ErrorNoticeProps): ReactNode {
  const { texts, format } = useTexts();
  const { errors } = texts.common;
  const { kind, title: theirs, detail, code, retryAfterSeconds, status, values } = toApiError(error);
  const isOurs = kind === 'problem';
  const loaded = useWords(isOurs);
  const words = isOurs && loaded ? errorWordsFor(loaded.errors, code) : null;
  const ours = words?.detail?.(values) ?? null;
  const what = isOurs ? (words?.title ?? theirs) : errors[kind];
  // Neither text is shown before it is known which it is.
  if (isOurs && loaded === undefined) return null;
  const help = isOurs ? (errors.whatToDo[code ?? ''] ?? null) : errors[`${kind}Help`];
  return (
    <Notice kind="bad" title={title ?? what} isUrgent>
      {title !== undefined && <p>{what}</p>}
      {ours !== null && <p className="error-detail">{ours}</p>}
      {ours === null && detail !== '' && (
        <p className="error-detail" lang="en">
          {detail}
        </p>
      )}
      {help !== null && <p>{help}</p>}
      {retryAfterSeconds !== null && <p>{errors.retryAfter(format.duration(retryAfterSeconds * 1_000))}</p>}
      {(code !== null || status >= 400) && (
        <p className="quiet">
          {errors.code} <code>{code ?? status}</code>
        </p>
      )}
      {onRetry !== undefined && (
        <div>
          <Button onClick={onRetry}>{texts.common.tryAgain}</Button>
        </div>
      )}
    </Notice>
  );
}
