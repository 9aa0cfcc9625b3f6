import type { ReactNode } from 'react';
import { toApiError } from '../api/api-error.ts';
import { useTexts } from '../texts/texts-context.tsx';
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
  const { kind, title: ours, detail, code, retryAfterSeconds, status } = toApiError(error);
  const isOurs = kind === 'problem';
  const what = isOurs ? ours : errors[kind];
  const help = isOurs ? (errors.whatToDo[code ?? ''] ?? null) : errors[`${kind}Help`];
  return (
    <Notice kind="bad" title={title ?? what} isUrgent>
      {title !== undefined && <p>{what}</p>}
      {detail !== '' && <p className="error-detail">{detail}</p>}
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
