import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useApi } from '../../api/site-api.ts';
import { webhooksQuery } from '../../api/webhooks-query.ts';
import { Notice } from '../../components/notice.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import { sumOfHeld } from './sum-of-held.ts';

/** As often as for what was refused: their own screen follows more closely. */
const askAgainMs = 15_000;

/** What is not at rest after a window: webhooks that failed or wait. Nothing where none does. */
export function HeldWebhooks(): ReactNode {
  const { data } = useQuery({ ...webhooksQuery(useApi()), refetchInterval: askAgainMs });
  const { now } = useTexts().texts;
  const { failed, waiting, paused } = sumOfHeld(data?.webhooks ?? []);
  if (failed + waiting === 0) return null;
  return (
    <Notice
      kind={failed > 0 ? 'bad' : paused > 0 ? 'mind' : 'plain'}
      title={failed > 0 ? now.heldFailed(failed) : now.heldWaiting(waiting)}
    >
      {failed > 0 && waiting > 0 && <p>{now.heldWaiting(waiting)}.</p>}
      {paused > 0 && <p>{now.heldPaused(paused)}</p>}
      {failed === 0 && <p>{now.heldWaitingHelp}</p>}
      <p>
        <Link to="/webhooks">{now.toWebhooks}</Link>
      </p>
    </Notice>
  );
}
