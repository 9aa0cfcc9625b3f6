import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Status, Stillness } from '../../api/schema.ts';
import { useMay, useSession } from '../../api/session-query.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { TextField } from '../../components/field.tsx';
import { ownersBeside } from '../../switching/owners-beside.ts';
import { ServerLines } from '../../switching/server-lines.tsx';
import { SomebodyElses } from '../../switching/somebody-elses.tsx';
import { useTexts } from '../../texts/texts-context.tsx';

type Decision = Stillness['decisions'][number];

/** What may be decided of the phase that waits, each with what comes of it. Nothing where there is nothing to decide. */
export function StillnessDecisions({ status }: { readonly status: Status }): ReactNode {
  const { texts } = useTexts();
  const maySwitch = useMay('switch');
  const [asked, setAsked] = useState<Decision | null>(null);
  const words = texts.stillness.decisions;
  const { stillness } = status;
  const possible = stillness?.decisions ?? [];
  // Whoever is asked already keeps the dialog: what was refused meanwhile is told there.
  const isShown = maySwitch && stillness?.conductedBy === null && possible.length > 0;
  return (
    <>
      {isShown && (
        <section aria-label={words.title}>
          <p className="quiet">{words.title}</p>
          <ul className="stillness-decisions">
            {possible.map((decision) => (
              <li key={decision}>
                <Button aria-describedby={`means-${decision}`} onClick={() => setAsked(decision)}>
                  {words.buttons[decision]}
                </Button>
                <span id={`means-${decision}`} className="quiet">
                  {words.means[decision]}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {asked !== null && <DecisionDialog decision={asked} status={status} onClose={() => setAsked(null)} />}
    </>
  );
}

interface DecisionDialogProps {
  readonly decision: Decision;
  readonly status: Status;
  readonly onClose: () => void;
}

function DecisionDialog({ decision, status, onClose }: DecisionDialogProps): ReactNode {
  const { client, site } = useApi();
  const { texts } = useTexts();
  const { operator } = useSession();
  const { tell } = useAnnouncer();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  // As it stood when it was asked about: another phase is another question.
  const [asked] = useState(status);
  const words = texts.stillness.decisions;
  const phase = asked.stillness?.phase ?? null;
  const missing = asked.stillness?.missing ?? [];
  const owners = decision === 'roll-back' ? ownersBeside(asked.switch, operator.name) : null;
  const decide = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/v1/sites/{site}/stillness/decide', {
          params: { path: { site } },
          body: { decision, reason, anyway: owners !== null, ...(phase === null ? {} : { phase }) },
        }),
      ),
    onSuccess() {
      tell(words.done[decision]);
      void queryClient.invalidateQueries({ queryKey: ['status'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={words.buttons[decision].replace('…', '')}
      lead={words.means[decision]}
      action={words.buttons[decision].replace('…', '')}
      isBusy={decide.isPending}
      error={decide.error}
      isReady={reason.trim() !== ''}
      onConfirm={() => decide.mutate()}
      onClose={onClose}
    >
      {owners !== null && (
        <SomebodyElses current={asked.switch} owners={owners}>
          {texts.change.endsTheirs}
        </SomebodyElses>
      )}
      {missing.length > 0 && (
        <div className="quiet">
          <p>{texts.change.waitingFor}</p>
          <ServerLines lines={missing} />
        </div>
      )}
      <TextField label={words.reason} required maxLength={500} value={reason} onText={setReason} />
    </ConfirmDialog>
  );
}
