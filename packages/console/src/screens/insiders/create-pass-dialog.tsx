import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf, useApi } from '../../api/site-api.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { Actions, Dialog } from '../../components/dialog.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { SelectField, TextField } from '../../components/field.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { CreatedPassView } from './created-pass.tsx';

/** In hours; the server refuses more than a day. */
const durations = ['0.5', '1', '2', '4', '8', '24'] as const;

/** The first thing a repair needs. */
const usualDuration = '2';

export function CreatePassDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { client, site } = useApi();
  const { texts } = useTexts();
  const { insiders } = useScreenTexts();
  const { announce } = useAnnouncer();
  const queryClient = useQueryClient();
  const [subject, setSubject] = useState('');
  const [scope, setScope] = useState<'read' | 'write' | 'test'>('read');
  const [hours, setHours] = useState<(typeof durations)[number]>(usualDuration);
  const [origin, setOrigin] = useState('');
  const create = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/v1/sites/{site}/passes', {
          params: { path: { site } },
          body: {
            subject: subject.trim(),
            scope: scope === 'read' ? 'read' : 'write',
            isTest: scope === 'test',
            ttlMs: Number(hours) * 3_600_000,
            url: origin.trim() === '' ? null : origin.trim(),
          },
        }),
      ),
    onSuccess: ({ pass }) => announce(insiders.passMade(pass.subject)),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['passes'] }),
  });
  if (create.data !== undefined) return <CreatedPassView created={create.data} onClose={onClose} />;
  return (
    <Dialog isOpen onClose={onClose} title={insiders.createTitle}>
      <form
        className="stack stack-wide"
        onSubmit={(event) => {
          event.preventDefault();
          if (!create.isPending) create.mutate();
        }}
      >
        <TextField
          label={insiders.subjectLabel}
          help={insiders.subjectHelp}
          required
          maxLength={256}
          autoComplete="off"
          value={subject}
          onText={setSubject}
        />
        <Choice
          legend={insiders.scopeLabel}
          kind="cards"
          value={scope}
          options={[
            { value: 'read', label: insiders.scopeRead, help: insiders.scopeReadHelp },
            { value: 'write', label: insiders.scopeWrite, help: insiders.scopeWriteHelp },
            { value: 'test', label: insiders.scopeTest, help: insiders.scopeTestHelp },
          ]}
          onValue={setScope}
        />
        <SelectField
          label={insiders.validFor}
          help={insiders.validForHelp}
          value={hours}
          options={durations.map((each) => [each, insiders.durations(Number(each))])}
          onValue={setHours}
        />
        <TextField
          label={insiders.origin}
          help={insiders.originHelp}
          isOptional
          type="url"
          autoComplete="off"
          value={origin}
          onText={setOrigin}
        />
        {create.error !== null && <ErrorNotice error={create.error} />}
        <Actions>
          <Button type="submit" kind="main" isBusy={create.isPending}>
            {insiders.createAction}
          </Button>
          <Button onClick={onClose}>{texts.common.cancel}</Button>
        </Actions>
      </form>
    </Dialog>
  );
}
