import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Pass } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';

interface RevokePassDialogProps {
  readonly pass: Pass;
  readonly onClose: () => void;
}

export function RevokePassDialog({ pass, onClose }: RevokePassDialogProps): ReactNode {
  const { client, site } = useApi();
  const { insiders } = useScreenTexts();
  const { tell } = useAnnouncer();
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/v1/sites/{site}/passes/{id}/revoke', {
          params: { path: { site, id: pass.id } },
          body: {},
        }),
      ),
    onSuccess() {
      tell(insiders.revoked(pass.subject));
      onClose();
    },
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['passes'] }),
  });
  return (
    <ConfirmDialog
      title={insiders.revokeTitle(pass.subject)}
      lead={insiders.revokeLead}
      action={insiders.revoke}
      isBusy={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    />
  );
}
