import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Status } from '../../api/schema.ts';
import { Button } from '../../components/button.tsx';
import { Actions, Dialog } from '../../components/dialog.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { TextField } from '../../components/field.tsx';
import { useChanging } from '../../switching/change-provider.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';

interface TurnProductionDialogProps {
  readonly status: Status;
  readonly isOn: boolean;
  readonly onClose: () => void;
}

/** One confirm, with the reason. How far it has come stands on the screen behind it. */
export function TurnProductionDialog({ status, isOn, onClose }: TurnProductionDialogProps): ReactNode {
  const { texts } = useTexts();
  const { change, common } = texts;
  const { production } = useScreenTexts();
  const { turnProduction } = useChanging();
  const [reason, setReason] = useState(isOn ? production.usualReasonOff : '');
  // What was looked at is what is changed; asked for once, as the switch may move behind the dialog.
  const [expectedEpoch] = useState(status.switch.epoch);
  const turning = useMutation({
    mutationFn: () => turnProduction(!isOn, { reason, expectedEpoch }),
    onSuccess: onClose,
  });
  const site = status.brand || status.site;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={isOn ? production.titleOff(site) : production.titleOn(site)}
      lead={isOn ? production.whatOff : production.whatOn}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!turning.isPending) turning.mutate();
        }}
      >
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
        {turning.error !== null && <ErrorNotice title={change.refusedTitle} error={turning.error} />}
        <Actions>
          <Button type="submit" kind="main" isBusy={turning.isPending}>
            {isOn ? production.actionOff : production.actionOn}
          </Button>
          <Button onClick={onClose}>{common.cancel}</Button>
        </Actions>
      </form>
    </Dialog>
  );
}
