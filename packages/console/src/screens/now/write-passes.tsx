import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Status } from '../../api/schema.ts';
import { Notice } from '../../components/notice.tsx';
import { Time } from '../../components/time.tsx';
import { useTexts } from '../../texts/texts-context.tsx';

/** More would push the mode away; all of them are a press away. */
const shownPasses = 3;

/** Who holds a pass that writes, however strict the mode is. Nothing where nobody does. */
export function WritePasses({ status: { writePasses } }: { readonly status: Status }): ReactNode {
  const { texts } = useTexts();
  const { now } = texts;
  const { count, longest } = writePasses;
  if (count === 0) return null;
  const shown = longest.slice(0, shownPasses);
  return (
    <Notice kind="mind" title={now.writePasses(count)}>
      <ul>
        {shown.map(({ id, subject, expiresAt }) => (
          <li key={id}>
            <Link to="/insiders" search={{ view: 'passes', pass: id }} className="break">
              {subject}
            </Link>{' '}
            {now.writesUntil} <Time at={expiresAt} utc="hover" hasDistance />
          </li>
        ))}
      </ul>
      <p>
        {count > shown.length && `${now.morePasses(count - shown.length)} `}
        <Link to="/insiders" search={{ view: 'passes', state: 'good' }}>
          {now.toPasses}
        </Link>
      </p>
    </Notice>
  );
}
