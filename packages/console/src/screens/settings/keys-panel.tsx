import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { ApiKey } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { Badge, type BadgeProps } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Time } from '../../components/time.tsx';
import { useNow } from '../../environment/ticking.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { type KeyState, keyState } from './key-state.ts';
import { keysQuery } from './owner-queries.ts';

const CreateKeyDialog = lazy(async () => ({
  default: (await import('./create-key-dialog.tsx')).CreateKeyDialog,
}));

const kindOf: Readonly<Record<KeyState, NonNullable<BadgeProps['kind']>>> = {
  good: 'good',
  expired: 'plain',
  revoked: 'bad',
};

export function KeysPanel(): ReactNode {
  const { settings } = useScreenTexts();
  const { data, error, refetch } = useQuery(keysQuery(useApi()));
  const [isCreating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <Panel
      title={settings.keysTitle}
      lead={settings.keysLead}
      aside={
        <Button kind="main" onClick={() => setCreating(true)}>
          {settings.createKey}
        </Button>
      }
    >
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Skeleton lines={6} />}
      {data?.length === 0 && <EmptyState title={settings.noKeys}>{settings.noKeysHelp}</EmptyState>}
      {data !== undefined && data.length > 0 && <KeyTable keys={data} onRevoke={setRevoking} />}
      {isCreating && (
        <Suspense>
          <CreateKeyDialog onClose={() => setCreating(false)} />
        </Suspense>
      )}
      {revoking !== null && <RevokeKeyDialog apiKey={revoking} onClose={() => setRevoking(null)} />}
    </Panel>
  );
}

interface KeyTableProps {
  readonly keys: readonly ApiKey[];
  readonly onRevoke: (key: ApiKey) => void;
}

function KeyTable({ keys, onRevoke }: KeyTableProps): ReactNode {
  const { settings, parts } = useScreenTexts();
  const nowMs = useNow(60);
  return (
    <PagedTable
      caption={settings.keysTitle}
      rows={keys}
      search={{ label: settings.searchKeys, textOf: ({ name, fingerprint }) => `${name} ${fingerprint}` }}
      keyOf={({ id }) => id}
      columns={[
        {
          title: settings.keyName,
          isRowHeader: true,
          cell: ({ name, createdBy, fingerprint }) => (
            <>
              <span className="break">{name}</span>
              <span className="quiet below break">
                <code>{fingerprint}</code> · {createdBy}
              </span>
            </>
          ),
        },
        { title: settings.scopes, cell: ({ scopes }) => <code className="break">{scopes.join(', ')}</code> },
        {
          title: settings.state,
          cell: (key) => {
            const state = keyState(key, nowMs);
            return <Badge kind={kindOf[state]}>{settings.keyStates[state]}</Badge>;
          },
        },
        {
          title: settings.keyUsed,
          cell: ({ lastUsedAt }) =>
            lastUsedAt === null ? (
              <span className="nothing">{settings.keyNever}</span>
            ) : (
              <Time at={lastUsedAt} utc="hover" />
            ),
        },
        {
          title: settings.keyEnds,
          cell: ({ expiresAt, revokedAt }) => {
            const at = revokedAt ?? expiresAt;
            return at === null ? (
              <span className="nothing">{settings.endless}</span>
            ) : (
              <Time at={at} utc="hover" />
            );
          },
        },
        {
          title: parts.actions,
          isNumber: true,
          cell: (key) =>
            keyState(key, nowMs) === 'good' && (
              <span className="row-actions">
                <Button
                  kind="plain"
                  aria-label={settings.revokeKeyOf(key.name)}
                  onClick={() => onRevoke(key)}
                >
                  {settings.revokeKey}
                </Button>
              </span>
            ),
        },
      ]}
    />
  );
}

interface RevokeKeyDialogProps {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}

function RevokeKeyDialog({ apiKey, onClose }: RevokeKeyDialogProps): ReactNode {
  const { client, site } = useApi();
  const { settings } = useScreenTexts();
  const { tell } = useAnnouncer();
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/v1/sites/{site}/keys/{id}/revoke', {
          params: { path: { site, id: apiKey.id } },
          body: {},
        }),
      ),
    onSuccess() {
      tell(settings.keyRevoked(apiKey.name));
      onClose();
    },
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['keys'] }),
  });
  return (
    <ConfirmDialog
      title={settings.revokeKeyTitle(apiKey.name)}
      lead={settings.revokeKeyLead}
      action={settings.revokeKey}
      isBusy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    />
  );
}
