import './switching.css';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useLostSince } from '../api/connection.ts';
import type { Status } from '../api/schema.ts';
import { useSession } from '../api/session-query.ts';
import { useApi } from '../api/site-api.ts';
import { Button } from '../components/button.tsx';
import { Actions, Dialog } from '../components/dialog.tsx';
import { TextField } from '../components/field.tsx';
import { ModeMark } from '../components/mode-mark.tsx';
import { Notice } from '../components/notice.tsx';
import { TypedName } from '../components/typed-name.tsx';
import { useTexts } from '../texts/texts-context.tsx';
import { useChanging } from './change-provider.tsx';
import { ChangeSteps } from './change-steps.tsx';
import { MissingList } from './missing-list.tsx';
import { isInOrder } from './mode-on-display.ts';
import { ownersBeside } from './owners-beside.ts';
import { isNotOpened, isTestResultMissing, RefusedChange } from './refused-change.tsx';
import { SomebodyElses } from './somebody-elses.tsx';

export interface TurnOffDialogProps {
  readonly status: Status;
  readonly onClose: () => void;
  readonly onDone?: () => void;
}

export function TurnOffDialog({ status, onClose, onDone }: TurnOffDialogProps): ReactNode {
  const api = useApi();
  const { texts } = useTexts();
  const { operator } = useSession();
  const { turnOff } = useChanging();
  const [reason, setReason] = useState(texts.change.usualOpenReason);
  const [isTyped, setTyped] = useState(false);
  const isLost = useLostSince(api.connection) !== null;
  const owners = ownersBeside(status.switch, operator.name);
  const needsName = isLost || !status.enforcement.enforced;
  const open = useMutation({
    mutationFn: ({ force, testPassed }: { readonly force: boolean; readonly testPassed: boolean }) =>
      turnOff({
        reason,
        anyway: owners !== null,
        areas: [],
        force,
        testPassed,
        expectedEpoch: status.switch.epoch,
      }),
    onSuccess() {
      onClose();
      onDone?.();
    },
  });
  const mayNotOpen = open.isPending || (needsName && !isTyped);
  /** What was said of it in the attempt before. */
  const hasTestPassed = open.variables?.testPassed ?? false;
  const { change, common } = texts;
  return (
    <Dialog isOpen onClose={onClose} title={change.titles.open(status.brand || status.site)} mode="open">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!open.isPending && (!needsName || isTyped)) open.mutate({ force: false, testPassed: false });
        }}
      >
        <p>{common.whatModesMean.open}</p>
        {owners !== null && (
          <SomebodyElses current={status.switch} owners={owners}>
            {change.endsTheirs}
          </SomebodyElses>
        )}
        <TextField
          label={change.reason}
          help={change.reasonHelp}
          isOptional
          maxLength={500}
          value={reason}
          onText={setReason}
          autoFocus
          onFocus={({ target }) => target.select()}
        />
        {needsName && (
          <>
            <Notice kind="mind" title={change.notEnforcedNow}>
              <MissingList missing={status.enforcement.instances.filter((each) => !isInOrder(each))} />
            </Notice>
            <TypedName name={status.site} help={change.openCarefully} onMatch={setTyped} />
          </>
        )}
        {/* Before anything is stored, databases are opened: which may take a while. */}
        {open.isPending && status.stillness !== null && <ChangeSteps />}
        {open.error !== null && <RefusedChange error={open.error} />}
        <Actions>
          <Button
            type="submit"
            kind="mode"
            mode="open"
            isBusy={open.isPending}
            disabled={needsName && !isTyped}
          >
            <ModeMark mode="open" />
            {change.actions.open}
          </Button>
          {isTestResultMissing(open.error) && (
            <Button disabled={mayNotOpen} onClick={() => open.mutate({ force: false, testPassed: true })}>
              {change.openAfterTest}
            </Button>
          )}
          {(isNotOpened(open.error) || isTestResultMissing(open.error)) && (
            <Button
              disabled={mayNotOpen}
              onClick={() => open.mutate({ force: true, testPassed: hasTestPassed })}
            >
              {change.openAllTheSame}
            </Button>
          )}
          <Button onClick={onClose}>{common.cancel}</Button>
        </Actions>
      </form>
    </Dialog>
  );
}
