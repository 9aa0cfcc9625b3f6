import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';
import { toApiError } from '../api/api-error.ts';
import { useLostSince } from '../api/connection.ts';
import { useApi } from '../api/site-api.ts';
import { statusQuery } from '../api/status-queries.ts';
import { useAnnouncer } from '../components/announcer.tsx';
import { Icon } from '../components/icon.tsx';
import { useNow } from '../environment/ticking.ts';
import { modeOnDisplay } from '../switching/mode-on-display.ts';
import { errorWordsFor } from '../texts/error-words.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { useWords } from '../texts/use-words.ts';

/** Since when nobody answers, and what was known last. Read out when it begins and ends, not while it counts. */
export function ConnectionBar(): ReactNode {
  const api = useApi();
  const { texts, format } = useTexts();
  const { announce } = useAnnouncer();
  const since = useLostSince(api.connection);
  const nowMs = useNow();
  const { data: status, error, dataUpdatedAt } = useQuery(statusQuery(api));
  const mode = status && texts.common.modesInSentence[modeOnDisplay(status).mode];
  const known = mode === undefined ? texts.shell.lostNothingKnown : texts.shell.lostMode(mode);

  const words = useWords(error !== null && status !== undefined);
  const failure = toApiError(error);
  const said = errorWordsFor(words?.errors ?? {}, failure.code);

  const wasLost = useRef(false);
  const isLost = since !== null;
  useEffect(() => {
    if (isLost === wasLost.current) return;
    wasLost.current = isLost;
    announce(isLost ? `${texts.common.errors.unreachable}. ${known}` : texts.shell.foundAgain);
  });

  if (since === null && status !== undefined && error !== null) {
    return (
      <aside className="connection-bar" aria-label={texts.shell.connection}>
        <Icon name="warning" />
        <div>
          <p>
            <strong>{texts.shell.stale(format.time(dataUpdatedAt, nowMs))}</strong>
          </p>
          <p className="quiet">{said?.detail?.(failure.values) ?? failure.detail}</p>
        </div>
      </aside>
    );
  }
  if (since === null) return null;
  return (
    <aside className="connection-bar" aria-label={texts.shell.connection}>
      <Icon name="unplugged" />
      <div>
        <p>
          <strong>
            {texts.shell.lost(format.time(since, nowMs), format.duration(Math.max(1_000, nowMs - since)))}{' '}
            {known}
          </strong>
        </p>
        <p className="quiet">{texts.shell.lostHelp}</p>
      </div>
    </aside>
  );
}
