import { memo, type ReactNode } from 'react';
import type { TrafficDecision } from '../../api/schema.ts';
import { Button } from '../../components/button.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { OutcomeBadge } from './outcome-badge.tsx';
import { reasonWords } from './reason-words.ts';

interface FeedListProps {
  readonly rows: readonly TrafficDecision[];
  /** Somebody points at it, or is in it: nothing may move under him. */
  readonly onLook: (isLookedAt: boolean) => void;
  readonly onWhy: (decision: TrafficDecision) => void;
}

/** Rows of one height: those that come push the others down, and nothing else is laid out anew. */
export function FeedList({ rows, onLook, onWhy }: FeedListProps): ReactNode {
  const { traffic } = useScreenTexts();
  return (
    <ol
      className="feed"
      aria-label={traffic.feedTitle}
      onMouseEnter={() => onLook(true)}
      onMouseLeave={() => onLook(false)}
      onFocus={() => onLook(true)}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) onLook(false);
      }}
    >
      {rows.map((row) => (
        <FeedRow key={row.number} row={row} onWhy={onWhy} />
      ))}
    </ol>
  );
}

interface FeedRowProps {
  readonly row: TrafficDecision;
  readonly onWhy: (decision: TrafficDecision) => void;
}

const FeedRow = memo(({ row, onWhy }: FeedRowProps): ReactNode => {
  const screens = useScreenTexts();
  const { traffic, parts } = screens;
  const { format } = useTexts();
  const { at, kind, method, path, rule, role, subject, clientAddress } = row;
  const who = [
    subject === null ? parts.roles[role] : traffic.as(parts.roles[role], subject),
    ...(clientAddress === null ? [] : [traffic.from(clientAddress)]),
  ].join(' ');
  const reason = reasonWords(screens, rule);
  return (
    <li className="feed-row">
      <time className="feed-time" dateTime={new Date(at).toISOString()}>
        {format.clock(at)}
      </time>
      <span className="feed-kind">
        <OutcomeBadge kind={kind} />
      </span>
      <span className="feed-what">
        <code className="feed-cut" title={path}>
          <strong>{method}</strong> {path}
        </code>
        <span className="quiet feed-cut" title={`${reason} ${who}`}>
          {reason} {who}
        </span>
      </span>
      <Button
        kind="plain"
        aria-label={traffic.whyOf(`${method} ${path}, ${format.clock(at)}`)}
        onClick={() => onWhy(row)}
      >
        {traffic.why}
      </Button>
    </li>
  );
});
