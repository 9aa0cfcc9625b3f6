import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { Stillness, WorkerStatus } from '../../api/schema.ts';
import { useMay } from '../../api/session-query.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { TextField } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { useTexts } from '../../texts/texts-context.tsx';

type Process = NonNullable<WorkerStatus['processes']>[number] & {
  readonly worker: string;
  /** Null = it is the one that was asked. */
  readonly otherServer: string | null;
};

interface SilentProcessesProps {
  readonly stillness: Stillness;
  /** The server that was asked. */
  readonly instance: string;
}

/** Processes of the application that say nothing any more: nothing is called still until they do, or are known to have ended. */
export function SilentProcesses({ stillness, instance }: SilentProcessesProps): ReactNode {
  const { texts } = useTexts();
  const maySwitch = useMay('switch');
  const [asked, setAsked] = useState<Process | null>(null);
  const words = texts.stillness.silent;
  const describe = useProcessWords();
  const silent = stillness.workers.flatMap(({ name, processes }) =>
    (processes ?? [])
      .filter(({ isSilent }) => isSilent)
      .map((process) => ({
        ...process,
        worker: name,
        otherServer: process.server === instance ? null : process.server,
      })),
  );
  return (
    <>
      {silent.length > 0 && (
        <Notice kind="mind" title={words.title(silent.length)}>
          <p>{words.lead}</p>
          <ul className="stillness-decisions">
            {silent.map((process) => (
              <li key={process.id}>
                {maySwitch && <Button onClick={() => setAsked(process)}>{words.button}</Button>}
                <span>{describe(process)}</span>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {asked !== null && <ForgetDialog process={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function useProcessWords(): (process: Process) => string {
  const { texts } = useTexts();
  return ({ worker, id, processId, host, otherServer }) => {
    const words = texts.stillness.silent;
    const described =
      host === null ? words.unknown(worker, id) : words.process(worker, String(processId), host);
    return otherServer === null ? described : words.reportedTo(described, otherServer);
  };
}

interface ForgetDialogProps {
  readonly process: Process;
  readonly onClose: () => void;
}

function ForgetDialog({ process, onClose }: ForgetDialogProps): ReactNode {
  const { client, site } = useApi();
  const { texts } = useTexts();
  const { tell } = useAnnouncer();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const words = texts.stillness.silent;
  const describe = useProcessWords();
  const { worker, id } = process;
  const forget = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/v1/sites/{site}/workers/{worker}/processes/{id}/forget', {
          params: { path: { site, worker, id } },
          body: { reason },
        }),
      ),
    onSuccess() {
      tell(words.done);
      void queryClient.invalidateQueries({ queryKey: ['status'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={words.question}
      lead={describe(process)}
      action={words.question.replace('?', '')}
      isBusy={forget.isPending}
      error={forget.error}
      isReady={reason.trim() !== ''}
      onConfirm={() => forget.mutate()}
      onClose={onClose}
    >
      <p className="quiet">{words.means}</p>
      <TextField label={words.reason} required maxLength={500} value={reason} onText={setReason} />
    </ConfirmDialog>
  );
}
