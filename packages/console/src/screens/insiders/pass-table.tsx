import type { ReactNode } from 'react';
import type { Pass } from '../../api/schema.ts';
import { Badge, type BadgeProps } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { useNow } from '../../environment/ticking.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { isGood, type PassStanding, passStanding } from './pass-standing.ts';

const kindOf: Readonly<Record<PassStanding, NonNullable<BadgeProps['kind']>>> = {
  waiting: 'mind',
  redeemed: 'good',
  expired: 'plain',
  revoked: 'bad',
  lapsed: 'plain',
};

interface PassTableProps {
  readonly passes: readonly Pass[];
  /** By the clock of the server. */
  readonly now: number;
  readonly mayRevoke: boolean;
  readonly onActivity: (pass: Pass) => void;
  readonly onRevoke: (pass: Pass) => void;
}

export function PassTable({ passes, now, mayRevoke, onActivity, onRevoke }: PassTableProps): ReactNode {
  const { insiders, parts } = useScreenTexts();
  const { format } = useTexts();
  const nowMs = useNow(60);
  return (
    <Table
      caption={insiders.passesTitle}
      rows={passes}
      keyOf={({ id }) => id}
      columns={[
        {
          title: insiders.forWhom,
          isRowHeader: true,
          cell: ({ subject, createdBy, createdAt }) => (
            <>
              <span className="break">{subject}</span>
              <span className="quiet below break">
                {insiders.madeBy(createdBy, format.relative(Math.min(createdAt, nowMs), nowMs))}
              </span>
            </>
          ),
        },
        { title: insiders.scope, cell: ({ scope, isTest }) => insiders.scopes[isTest ? 'test' : scope] },
        {
          title: insiders.standing,
          cell: (pass) => {
            const standing = passStanding(pass, now);
            return <Badge kind={kindOf[standing]}>{insiders.standings[standing]}</Badge>;
          },
        },
        {
          title: insiders.ends,
          cell: ({ expiresAt, revokedAt }) => <Time at={revokedAt ?? expiresAt} utc="hover" />,
        },
        {
          title: parts.actions,
          isNumber: true,
          cell: (pass) => (
            <span className="row-actions">
              <Button
                kind="plain"
                aria-label={insiders.activityOf(pass.subject)}
                onClick={() => onActivity(pass)}
              >
                {insiders.activity}
              </Button>
              {mayRevoke && isGood(passStanding(pass, now)) && (
                <Button
                  kind="plain"
                  aria-label={insiders.revokeOf(pass.subject)}
                  onClick={() => onRevoke(pass)}
                >
                  {insiders.revoke}
                </Button>
              )}
            </span>
          ),
        },
      ]}
    />
  );
}
