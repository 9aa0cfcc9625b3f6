import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { Operator } from '../../api/schema.ts';
import { useSession } from '../../api/session-query.ts';
import { useApi } from '../../api/site-api.ts';
import { Badge, type BadgeProps } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { Panel } from '../../components/panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Time } from '../../components/time.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { operatorRoles } from './operator-roles.ts';
import { operatorsQuery } from './owner-queries.ts';

const InviteDialog = lazy(async () => ({ default: (await import('./invite-dialog.tsx')).InviteDialog }));
const OperatorDialog = lazy(async () => ({
  default: (await import('./operator-dialog.tsx')).OperatorDialog,
}));

const kindOf: Readonly<Record<Operator['state'], NonNullable<BadgeProps['kind']>>> = {
  active: 'good',
  invited: 'mind',
  disabled: 'bad',
};

export function OperatorsPanel(): ReactNode {
  const { settings } = useScreenTexts();
  const { data, error, refetch } = useQuery(operatorsQuery(useApi()));
  const [isInviting, setInviting] = useState(false);
  const [changingId, setChangingId] = useState<string | null>(null);
  const changing = data?.find(({ id }) => id === changingId);
  return (
    <>
      <Panel
        title={settings.operatorsTitle}
        lead={settings.operatorsLead}
        aside={
          <Button kind="main" onClick={() => setInviting(true)}>
            {settings.invite}
          </Button>
        }
      >
        {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <Skeleton lines={6} />}
        {data !== undefined && <OperatorTable operators={data} onChange={({ id }) => setChangingId(id)} />}
      </Panel>
      {/* Below the list, which would push it down when it comes. */}
      {data !== undefined && <RolesPanel />}
      <Suspense>
        {isInviting && <InviteDialog onClose={() => setInviting(false)} />}
        {changing !== undefined && <OperatorDialog operator={changing} onClose={() => setChangingId(null)} />}
      </Suspense>
    </>
  );
}

interface OperatorTableProps {
  readonly operators: readonly Operator[];
  readonly onChange: (operator: Operator) => void;
}

function OperatorTable({ operators, onChange }: OperatorTableProps): ReactNode {
  const { texts } = useTexts();
  const { settings, parts } = useScreenTexts();
  const session = useSession();
  return (
    <PagedTable
      caption={settings.operatorsTitle}
      rows={operators}
      search={{ label: settings.searchOperators, textOf: ({ name }) => name }}
      keyOf={({ id }) => id}
      columns={[
        {
          title: settings.name,
          isRowHeader: true,
          cell: ({ id, name, signsInWith, secondFactor }) => (
            <>
              <span className="break">{name}</span>{' '}
              {id === session.operator.id && <Badge kind="good">{settings.you}</Badge>}
              <span className="quiet below">
                {[
                  settings.signsInWith[signsInWith],
                  ...(signsInWith === 'password'
                    ? [secondFactor ? settings.secondFactor : settings.noSecondFactor]
                    : []),
                ].join(', ')}
              </span>
            </>
          ),
        },
        { title: settings.role, cell: ({ role }) => texts.shell.roles[role] },
        {
          title: settings.state,
          cell: ({ state }) => <Badge kind={kindOf[state]}>{settings.states[state]}</Badge>,
        },
        {
          title: settings.seen,
          cell: ({ seenAt, sessions }) =>
            seenAt === null ? (
              <span className="nothing">{settings.seenNever}</span>
            ) : (
              <>
                <Time at={seenAt} utc="hover" />
                <span className="quiet below">{settings.sessions(sessions)}</span>
              </>
            ),
        },
        {
          title: parts.actions,
          isNumber: true,
          cell: (operator) => (
            <span className="row-actions">
              <Button
                kind="plain"
                aria-label={settings.changeOf(operator.name)}
                onClick={() => onChange(operator)}
              >
                {settings.change}
              </Button>
            </span>
          ),
        },
      ]}
    />
  );
}

function RolesPanel(): ReactNode {
  const { texts } = useTexts();
  const { settings } = useScreenTexts();
  return (
    <Panel title={settings.rolesTitle}>
      <dl className="role-list">
        {operatorRoles.map((role) => (
          <div key={role}>
            <dt>
              <strong>{texts.shell.roles[role]}</strong>
            </dt>
            <dd>{settings.roleMay[role]}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
