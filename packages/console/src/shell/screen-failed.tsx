import type { ErrorComponentProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { toApiError } from '../api/api-error.ts';
import { Button } from '../components/button.tsx';
import { Notice } from '../components/notice.tsx';
import { useTexts } from '../texts/texts-context.tsx';

/** A mistake of ours, or a part that could not be loaded because a newer version was installed meanwhile. */
export function ScreenFailed({ error }: ErrorComponentProps): ReactNode {
  const { texts } = useTexts();
  const { errors } = texts.common;
  return (
    <Notice kind="bad" title={errors.broken} isUrgent>
      <p>{errors.brokenHelp}</p>
      <p className="quiet">
        <code>{toApiError(error).message}</code>
      </p>
      <div>
        <Button onClick={() => location.reload()}>{texts.shell.reload}</Button>
      </div>
    </Notice>
  );
}
