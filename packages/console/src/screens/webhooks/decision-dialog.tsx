import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf, useApi } from '../../api/site-api.ts';
import { webhooksKey } from '../../api/webhooks-query.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { TextField } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { TypedName } from '../../components/typed-name.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { type AskedDecision, decisionOf, shortId } from './asked-decision.ts';

interface DecisionDialogProps {
  readonly asked: AskedDecision;
  readonly onClose: () => void;
}

/** Why, before anything is decided; for what cannot be taken back, what comes of it in plain words. */
export function DecisionDialog({ asked, onClose }: DecisionDialogProps): ReactNode {
  const { client, site } = useApi();
  const { webhooks } = useScreenTexts();
  const { tell } = useAnnouncer();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const [isTyped, setTyped] = useState(false);
  const { kind } = asked;
  const dropsAll = kind === 'drop' && 'allFailedOf' in asked ? asked.allFailedOf : null;
  const decide = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/v1/sites/{site}/webhooks/decide', {
          params: { path: { site } },
          body: decisionOf(asked, reason),
        }),
      ),
    onSuccess({ changed }) {
      tell(kind === 'pause' || kind === 'go-on' ? webhooks.done[kind] : webhooks.done[kind](changed));
      onClose();
    },
    // What was refused has changed meanwhile.
    onSettled: () => void queryClient.invalidateQueries({ queryKey: webhooksKey }),
  });
  const question = () => {
    if ('held' in asked) return webhooks.questions.one[asked.kind](shortId(asked.held.id));
    if ('allFailedOf' in asked) return webhooks.questions.allFailed[asked.kind](asked.allFailedOf.name);
    return webhooks.questions[asked.kind](asked.webhook.name);
  };
  return (
    <ConfirmDialog
      title={question()}
      lead={webhooks.means[kind]}
      action={webhooks.actions[kind]}
      isBusy={decide.isPending}
      error={decide.error}
      isReady={reason.trim() !== '' && (dropsAll === null || isTyped)}
      onConfirm={() => decide.mutate()}
      onClose={onClose}
    >
      {kind === 'drop' && (
        <Notice kind="bad" title={webhooks.neverDelivered}>
          <p>{webhooks.neverDeliveredHelp}</p>
        </Notice>
      )}
      <TextField label={webhooks.reason} required maxLength={500} value={reason} onText={setReason} />
      {dropsAll !== null && <TypedName name={dropsAll.name} help={webhooks.typeHelp} onMatch={setTyped} />}
    </ConfirmDialog>
  );
}
