import { type ReactNode, useEffect, useState } from 'react';
import { useSession } from '../../api/session-query.ts';
import { Panel } from '../../components/panel.tsx';
import { type PassChoice, useCheck } from '../../switching/use-check.ts';
import { WayIn } from '../../switching/way-in.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import { isAllOpen, openingOf, type SwitchDraft } from './switch-draft.ts';

export interface CheckPanelProps {
  readonly draft: SwitchDraft;
  /** Nothing is tried before there is something to try. */
  readonly isChanged: boolean;
  readonly passChoice: PassChoice;
  readonly onPassChoice: (makesPass: boolean) => void;
}

/** Somebody who tries modes and areas one after the other asks once. */
const pauseMs = 450;

/** The ways in are tried, and the recent traffic judged again, before anybody asks for the switch. */
export function CheckPanel({ draft, isChanged, passChoice, onPassChoice }: CheckPanelProps): ReactNode {
  const { texts } = useTexts();
  const { operator } = useSession();
  const { mode, areas, end, reserveMinutes, opensByItself } = draft;
  const [settled, setSettled] = useState(() => checked(draft));
  useEffect(() => {
    const asked = { mode, areas, end, reserveMinutes, opensByItself };
    const timer = setTimeout(() => setSettled(checked(asked)), pauseMs);
    return () => clearTimeout(timer);
  }, [mode, areas, end, reserveMinutes, opensByItself]);
  const isOpen = isAllOpen(settled);
  const { name } = operator;
  const { check, makesPass } = useCheck({ ...settled, name, passChoice, isWanted: isChanged && !isOpen });
  return (
    <Panel title={texts.switch.checkTitle}>
      {isOpen || !isChanged ? (
        <p className="quiet">{isOpen ? texts.switch.checkOpen : texts.switch.checkUnchanged}</p>
      ) : (
        <WayIn name={name} makesPass={makesPass} onMakesPass={onPassChoice} check={check} />
      )}
    </Panel>
  );
}

type Checked = Pick<SwitchDraft, 'mode' | 'areas' | 'end' | 'reserveMinutes' | 'opensByItself'>;

/** What of a draft decides whether anything becomes stricter, and what would be refused. */
function checked({ mode, areas, ...when }: Checked) {
  return { mode, areas, expires: openingOf(when, Date.now()) ?? null };
}
