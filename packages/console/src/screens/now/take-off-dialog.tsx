import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { InstanceStanding } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { Actions, Dialog } from '../../components/dialog.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { TextField } from '../../components/field.tsx';
import { useTexts } from '../../texts/texts-context.tsx';

interface TakeOffDialogProps {
  readonly standing: InstanceStanding;
  readonly onClose: () => void;
}

export function TakeOffDialog({ standing, onClose }: TakeOffDialogProps): ReactNode {
  const { client, site } = useApi();
  const { texts } = useTexts();
  const { tell } = useAnnouncer();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const { id } = standing.instance;
  const remove = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/v1/sites/{site}/instances/{id}/remove', {
          params: { path: { site, id } },
          body: { reason },
        }),
      ),
    onSuccess() {
      tell(texts.now.takenOff(id));
      void queryClient.invalidateQueries({ queryKey: ['status'] });
      onClose();
    },
  });
  return (
    <Dialog isOpen onClose={onClose} title={texts.now.takeOffTitle(id)} lead={texts.now.takeOffLead}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!remove.isPending) remove.mutate();
        }}
      >
        <TextField
          label={texts.now.takeOffReason}
          required
          maxLength={500}
          value={reason}
          onText={setReason}
        />
        {remove.error !== null && <ErrorNotice error={remove.error} />}
        <Actions>
          <Button type="submit" kind="main" isBusy={remove.isPending}>
            {texts.now.takeOff}
          </Button>
          <Button onClick={onClose}>{texts.common.cancel}</Button>
        </Actions>
      </form>
    </Dialog>
  );
}
