import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { HeldWebhook } from '../../api/schema.ts';
import { Badge, type BadgeProps } from '../../components/badge.tsx';
import { Button } from '../../components/button.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { Time } from '../../components/time.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { type AskedDecision, shortId } from './asked-decision.ts';
import { AttemptWords } from './attempt-words.tsx';
import { type HeldStanding, heldStanding, possibleDecisions } from './held-standing.ts';

const kindOf: Readonly<Record<HeldStanding, NonNullable<BadgeProps['kind']>>> = {
  'on-its-way': 'mind',
  behind: 'plain',
  later: 'mind',
  waiting: 'plain',
  failed: 'bad',
  skipped: 'bad',
  delivered: 'good',
  dropped: 'plain',
};

interface HeldTableProps {
  readonly held: readonly HeldWebhook[];
  /** By the clock of the server. */
  readonly now: number;
  /** Null = whoever looks may not decide. */
  readonly onDecide: ((asked: AskedDecision) => void) | null;
}

export function HeldTable({ held, now, onDecide }: HeldTableProps): ReactNode {
  const { webhooks, parts } = useScreenTexts();
  const columns: readonly (Column<HeldWebhook> | false)[] = [
    {
      title: webhooks.id,
      isRowHeader: true,
      cell: ({ id }) => (
        <Link
          from="/webhooks"
          to="/webhooks"
          search={(before) => ({ ...before, held: id })}
          resetScroll={false}
        >
          <code className="nowrap">{shortId(id)}</code>
        </Link>
      ),
    },
    {
      title: webhooks.received,
      cell: ({ receivedAt }) => <Time at={receivedAt} utc="hover" isExact hasDistance />,
    },
    { title: webhooks.standing, cell: (one) => <Standing held={one} now={now} /> },
    {
      title: webhooks.lastAttempt,
      isWide: true,
      cell: (one) => <AttemptWords held={one} />,
    },
    onDecide !== null &&
      held.some((one) => possibleDecisions(one, now).length > 0) && {
        title: parts.actions,
        isNumber: true,
        cell: (one) => <RowActions held={one} now={now} onDecide={onDecide} />,
      },
  ];
  return (
    <Table
      caption={webhooks.heldTitle}
      rows={held}
      keyOf={({ id }) => id}
      columns={columns.filter((column) => column !== false)}
    />
  );
}

function Standing({ held, now }: { readonly held: HeldWebhook; readonly now: number }): ReactNode {
  const { webhooks } = useScreenTexts();
  const standing = heldStanding(held, now);
  const at = standing === 'later' ? held.dueAt : held.endedAt;
  return (
    <>
      <Badge kind={kindOf[standing]}>{webhooks.standings[standing]}</Badge>
      {at !== null && (
        <span className="quiet below">
          <Time at={at} utc="hover" isExact />
        </span>
      )}
    </>
  );
}

interface RowActionsProps {
  readonly held: HeldWebhook;
  readonly now: number;
  readonly onDecide: (asked: AskedDecision) => void;
}

/** Empty where there is nothing to decide, so that a card leaves it out. */
function RowActions({ held, now, onDecide }: RowActionsProps): ReactNode {
  const { webhooks } = useScreenTexts();
  const possible = possibleDecisions(held, now);
  if (possible.length === 0) return null;
  return (
    <span className="row-actions">
      {possible.map((kind) => (
        <Button
          key={kind}
          kind="plain"
          aria-label={webhooks.buttonsOf[kind](shortId(held.id))}
          onClick={() => onDecide({ kind, held })}
        >
          {webhooks.buttons[kind]}
        </Button>
      ))}
    </span>
  );
}
