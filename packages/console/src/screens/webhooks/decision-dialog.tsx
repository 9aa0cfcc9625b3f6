import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Webhook } from '../../api/schema.ts';
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
  const dropsAll = kind === 'drop' ? allOf(asked) : null;
  const decide = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/v1/sites/{site}/webhooks/decide', {
          params: { path: { site } },
          body: decisionOf(asked, reason),
        }),
      ),
    onSuccess({ changed }) {
      tell(kind === 'pause' || kind === 'resume' ? webhooks.done[kind] : webhooks.done[kind](changed));
      onClose();
    },
    // What was refused has changed meanwhile.
    onSettled: () => void queryClient.invalidateQueries({ queryKey: webhooksKey }),
  });
  const [question, means] = ((): readonly [question: string, means: string] => {
    if ('held' in asked) {
      const id = shortId(asked.held.id);
      return [webhooks.questions.one[asked.kind](id), webhooks.means.one[asked.kind]];
    }
    if ('allFailedOf' in asked) {
      const { name, failed } = asked.allFailedOf;
      return [webhooks.questions.allFailed[asked.kind](name, failed), webhooks.means.allFailed[asked.kind]];
    }
    if ('allWaitingOf' in asked) {
      const { name, waiting } = asked.allWaitingOf;
      return [webhooks.questions.dropWaiting(name, waiting), webhooks.means.dropWaiting];
    }
    return [webhooks.questions[asked.kind](asked.webhook.name), webhooks.means[asked.kind]];
  })();
  return (
    <ConfirmDialog
      title={question}
      lead={means}
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

function allOf(asked: AskedDecision): Webhook | null {
  if ('allFailedOf' in asked) return asked.allFailedOf;
  return 'allWaitingOf' in asked ? asked.allWaitingOf : null;
}
