import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Webhook } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { webhooksAgainMs, webhooksKey } from '../../api/webhooks-query.ts';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import type { AskedDecision } from './asked-decision.ts';
import { HeldTable } from './held-table.tsx';

interface HeldPanelProps {
  readonly webhook: Webhook;
  /** Null = whoever looks may not decide. */
  readonly onDecide: ((asked: AskedDecision) => void) | null;
}

/** Few enough to be laid out at once, however many are held. */
const pageSize = 50;
const states = ['waiting', 'failed', 'delivered', 'dropped', 'all'] as const;
const route = getRouteApi('/webhooks');

/** What is held of one webhook, a page at a time: the address says which, and the way back is the browser's. */
export function HeldPanel({ webhook, onDecide }: HeldPanelProps): ReactNode {
  const { client, site } = useApi();
  const { webhooks } = useScreenTexts();
  const { name, waiting } = webhook;
  const { state = 'waiting', after } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: [...webhooksKey, 'held', { name, state, after }],
    placeholderData: keepPreviousData,
    staleTime: 0,
    refetchInterval: webhooksAgainMs,
    refetchIntervalInBackground: false,
    queryFn: ({ signal }) =>
      answerOf(
        client.GET('/v1/sites/{site}/webhooks/held', {
          params: {
            path: { site },
            query: {
              webhook: name,
              // One more than is shown says whether there is a next page.
              limit: pageSize + 1,
              ...(state !== 'all' && { state }),
              ...(after !== undefined && { after }),
            },
          },
          signal,
        }),
      ),
  });
  const shown = data?.held.slice(0, pageSize) ?? [];
  const last = shown.at(-1);
  const hasNext = data !== undefined && data.held.length > pageSize;
  const goTo = (sequence: number | undefined) =>
    void navigate({ search: (before) => ({ ...before, after: sequence }), resetScroll: false });
  return (
    <Panel title={webhooks.heldTitle} lead={webhooks.heldLead}>
      <Choice
        legend={webhooks.state}
        value={state}
        options={states.map((value) => ({ value, label: webhooks.states[value] }))}
        onValue={(value) =>
          void navigate({
            search: (before) => ({
              ...before,
              state: value === 'waiting' ? undefined : value,
              after: undefined,
            }),
            replace: true,
            resetScroll: false,
          })
        }
      />
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton lines={6} />}
      {data !== undefined && shown.length === 0 && (
        <EmptyState title={after === undefined ? webhooks.empty[state] : webhooks.noMore}>
          {after === undefined ? webhooks.emptyHelp[state] : webhooks.noMoreHelp}
        </EmptyState>
      )}
      {data !== undefined && shown.length > 0 && (
        <div aria-busy={isPlaceholderData}>
          <HeldTable held={shown} now={data.now} onDecide={onDecide} />
        </div>
      )}
      {(after !== undefined || hasNext) && (
        <div className="row">
          {after !== undefined && <Button onClick={() => goTo(undefined)}>{webhooks.toBeginning}</Button>}
          {hasNext && last !== undefined && (
            <Button isBusy={isPlaceholderData} onClick={() => goTo(last.sequence)}>
              {webhooks.next}
            </Button>
          )}
        </div>
      )}
      {onDecide !== null && state === 'waiting' && waiting > 1 && (
        <div className="actions">
          <Button onClick={() => onDecide({ kind: 'drop', allWaitingOf: webhook })}>
            {webhooks.dropWaiting}
          </Button>
        </div>
      )}
    </Panel>
  );
}
