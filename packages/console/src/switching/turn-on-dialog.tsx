import './switching.css';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Status, TurnOn } from '../api/schema.ts';
import { useSession } from '../api/session-query.ts';
import { Button } from '../components/button.tsx';
import { CopyOnce } from '../components/copy-once.tsx';
import { Actions, Dialog } from '../components/dialog.tsx';
import { TextField } from '../components/field.tsx';
import { ModeMark } from '../components/mode-mark.tsx';
import { TypedName } from '../components/typed-name.tsx';
import { useTexts } from '../texts/texts-context.tsx';
import { useChanging } from './change-provider.tsx';
import { ChangeSteps } from './change-steps.tsx';
import { modeOfChange } from './mode-of-change.ts';
import { ownersBeside } from './owners-beside.ts';
import { RefusedChange } from './refused-change.tsx';
import { SomebodyElses } from './somebody-elses.tsx';
import { StopsWithIt } from './stops-with-it.tsx';
import { type PassChoice, proofFor, useCheck } from './use-check.ts';
import { WayIn } from './way-in.tsx';

export type Wanted = Pick<TurnOn, 'mode' | 'areas'> &
  Partial<Pick<TurnOn, 'notice' | 'expected' | 'expires'>>;

export interface TurnOnDialogProps {
  readonly status: Status;
  readonly wanted: Wanted;
  /** As it was chosen before. @default null */
  readonly passChoice?: PassChoice;
  readonly onClose: () => void;
  readonly onDone?: () => void;
  /** What changes besides the mode. */
  readonly summary?: ReactNode;
}

/** One confirm: what it does, whether one gets in afterwards, why. Then how far it has come, and the pass, once. */
export function TurnOnDialog(props: TurnOnDialogProps): ReactNode {
  const { status, wanted, passChoice: chosenBefore = null, onClose, onDone, summary } = props;
  const { mode, areas } = wanted;
  const hasOwnAreas = Object.values(areas).some((own) => own !== mode);
  const { texts } = useTexts();
  const { change, common } = texts;
  const { operator } = useSession();
  const { switch: current } = status;
  const owners = ownersBeside(current, operator.name);
  const { turnOn } = useChanging();
  const isOpen = current.mode === 'open' && Object.values(current.areas).every((own) => own === 'open');
  // In an emergency one press and one confirm do. Who has prepared a window has a reason of their own, and goes on with it.
  const isPrepared = wanted.notice !== undefined;
  const [reason, setReason] = useState(() =>
    isOpen || owners !== null ? (isPrepared ? '' : change.usualReason) : current.reason,
  );
  const [passChoice, setPassChoice] = useState(chosenBefore);
  const [isTyped, setTyped] = useState(false);
  const { name } = operator;
  const { check, makesPass } = useCheck({ mode, areas, expires: wanted.expires ?? null, name, passChoice });
  const isProofless = check.data?.lockOut === null;
  const isUnproven = check.data?.lockOut?.ok === false;
  const needsName =
    !check.isPending && !isProofless && (mode === 'closed' || isUnproven || check.error !== null);
  const mayApply = !check.isPending && (!needsName || isTyped);

  const switching = useMutation({
    mutationFn: () =>
      turnOn({
        mode,
        areas,
        notice: wanted.notice ?? {},
        expected: wanted.expected ?? null,
        expires: wanted.expires ?? null,
        reason,
        proof: proofFor(makesPass ? name : null),
        // Asked for only by who has seen that no way in is proven, and typed the name all the same.
        force: isUnproven && isTyped,
        anyway: owners !== null,
        expectedEpoch: status.switch.epoch,
      }),
    // What was checked may be out of date: somebody has to be asked anew.
    onError: () => void check.refetch(),
    onSuccess(result) {
      onDone?.();
      if (result.pass === null) onClose();
    },
  });
  const site = status.brand || status.site;
  const leadsTo = modeOfChange(current, wanted);
  // Where an area alone becomes stricter, the name of the site's mode would say the contrary.
  const isNamedByMode = mode !== current.mode && leadsTo === mode;
  const title = isNamedByMode ? change.titles[mode](site) : change.applyTitle(site);
  // Of a window whose texts change: nothing opens and nothing closes.
  const look = leadsTo === null ? {} : { mode: leadsTo };

  const pass = switching.data?.pass ?? null;
  if (pass !== null) {
    return (
      <Dialog isOpen onClose={onClose} title={change.passTitle} lead={change.passLead} {...look}>
        <ChangeSteps />
        <CopyOnce label={change.passCopyLabel} text={pass.link} />
        {pass.isFromThisMachine && <p className="quiet">{change.passFromHere}</p>}
        <Actions>
          <Button kind="main" onClick={onClose}>
            {common.done}
          </Button>
        </Actions>
      </Dialog>
    );
  }
  return (
    <Dialog isOpen onClose={onClose} title={title} {...look}>
      <form
        className="stack stack-wide"
        onSubmit={(event) => {
          event.preventDefault();
          if (mayApply && !switching.isPending) switching.mutate();
        }}
      >
        <div className="stack">
          <p>{hasOwnAreas ? common.elsewhere(common.whatModesMean[mode]) : common.whatModesMean[mode]}</p>
          {isOpen && mode !== 'open' && !hasOwnAreas && <StopsWithIt stillness={status.stillness} />}
          {summary}
        </div>
        {owners !== null && (
          <SomebodyElses current={current} owners={owners}>
            {change.replacesTheirs}
          </SomebodyElses>
        )}
        <TextField
          label={change.reason}
          help={change.reasonHelp}
          required
          maxLength={500}
          value={reason}
          onText={setReason}
          autoFocus
          onFocus={({ target }) => target.select()}
        />
        <WayIn name={name} makesPass={makesPass} onMakesPass={setPassChoice} check={check} />
        {needsName && (
          <TypedName
            name={status.site}
            help={isUnproven || mode !== 'closed' ? change.goOnAnywayHelp : change.closedCarefully}
            onMatch={setTyped}
          />
        )}
        {switching.error !== null && <RefusedChange error={switching.error} />}
        <Actions>
          <Button
            type="submit"
            kind={leadsTo === null ? 'main' : 'mode'}
            {...look}
            isBusy={switching.isPending}
            disabled={!mayApply}
          >
            {leadsTo !== null && <ModeMark mode={leadsTo} />}
            {isNamedByMode ? change.actions[mode] : change.apply}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </Actions>
      </form>
    </Dialog>
  );
}
