import './webhooks.css';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useApi } from '../../api/site-api.ts';
import { webhooksQuery } from '../../api/webhooks-query.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { ScreenHeader } from '../../components/screen-header.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { HeldDialog } from './held-dialog.tsx';
import { OneWebhook } from './one-webhook.tsx';
import { WebhookList } from './webhook-list.tsx';

const route = getRouteApi('/webhooks');

/** Calls of other systems: how many of each are held, what failed, and what is decided about them. */
export function WebhooksScreen(): ReactNode {
  const { webhooks } = useScreenTexts();
  const { webhook: name, held } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery(webhooksQuery(useApi()));
  return (
    <div className="stack stack-wide">
      <ScreenHeader title={webhooks.title} lead={webhooks.lead} />
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton lines={9} />}
      {data !== undefined &&
        (name === undefined ? (
          <WebhookList webhooks={data.webhooks} />
        ) : (
          <OneWebhook key={name} webhook={data.webhooks.find((each) => each.name === name)} />
        ))}
      {held !== undefined && (
        <HeldDialog
          key={held}
          id={held}
          onClose={() =>
            void navigate({
              search: (before) => ({ ...before, held: undefined }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      )}
    </div>
  );
}
