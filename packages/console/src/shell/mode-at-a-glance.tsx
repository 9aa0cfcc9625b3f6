import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useLostSince } from '../api/connection.ts';
import { useApi } from '../api/site-api.ts';
import { statusQuery } from '../api/status-queries.ts';
import { ModeMark } from '../components/mode-mark.tsx';
import { countEnforcing, modeOnDisplay } from '../switching/mode-on-display.ts';
import { areaTitle } from '../texts/localized.ts';
import { useTexts } from '../texts/texts-context.tsx';

/** In the header of every screen: the mode, and whether it holds everywhere. */
export function ModeAtAGlance(): ReactNode {
  const api = useApi();
  const { texts, language } = useTexts();
  const { data: status } = useQuery(statusQuery(api));
  const isLost = useLostSince(api.connection) !== null;
  if (status === undefined) return <span className="glance" />;
  const { mode, forcedBy } = modeOnDisplay(status);
  const { mode: stored, areas } = status.switch;
  const others = Object.entries(areas).filter(([, own]) => forcedBy === null && own !== stored);
  const names = others.map(([area]) => areaTitle(status, area, language.tag));
  const { enforcing, all } = countEnforcing(status);
  const isEnforced = status.enforcement.enforced;
  // The server alone says still: every database closed and drained, every worker paused and drained.
  const held =
    status.word === 'still'
      ? texts.shell.stillAt(enforcing, all)
      : isEnforced
        ? texts.shell.enforcedAt(enforcing, all)
        : texts.shell.notYetEnforced(enforcing, all);
  return (
    <Link to="/" className="glance" data-mode={isLost ? undefined : mode} data-enforced={isEnforced}>
      <ModeMark mode={mode} />
      <span className="glance-mode">
        <span className="visually-hidden">{texts.shell.modeNow('')}</span>
        {names.length === 0
          ? texts.common.modes[mode]
          : texts.common.exceptAreas(texts.common.modes[mode], names.join(', '))}
      </span>
      <span className="glance-held">{isLost ? texts.now.lastKnown : held}</span>
    </Link>
  );
}
