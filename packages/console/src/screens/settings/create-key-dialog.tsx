import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { ControlScope } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { Button } from '../../components/button.tsx';
import { Checkbox } from '../../components/choice.tsx';
import { CopyOnce } from '../../components/copy-once.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { Actions, Dialog } from '../../components/dialog.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { SelectField, TextField } from '../../components/field.tsx';
import { Icon } from '../../components/icon.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { curlExample } from './curl-example.ts';

const scopes = ['read', 'audit', 'switch', 'passes', 'settings', 'gate'] as const satisfies ControlScope[];

/** In days; 0 = until it is revoked. */
const expiries = ['30', '90', '365', '0'] as const;

export function CreateKeyDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { client, site, urlOf } = useApi();
  const { texts } = useTexts();
  const { settings } = useScreenTexts();
  const queryClient = useQueryClient();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<ControlScope>>(new Set(['read']));
  const [days, setDays] = useState<(typeof expiries)[number]>('90');
  const create = useMutation({
    mutationFn: () =>
      answerOf(
        client.POST('/v1/sites/{site}/keys', {
          params: { path: { site } },
          body: {
            name: name.trim(),
            scopes: scopes.filter((scope) => chosen.has(scope)),
            expiresInDays: days === '0' ? null : Number(days),
          },
        }),
      ),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['keys'] }),
  });
  if (create.data !== undefined) {
    const { key, token } = create.data;
    const apiUrl = urlOf(`v1/sites/${encodeURIComponent(site)}`);
    return (
      <Dialog isOpen isWide onClose={onClose} title={settings.createdKeyTitle(key.name)}>
        <div className="stack">
          <CopyOnce label={settings.token} text={token} />
          <div className="field">
            <p className="field-label">{settings.curl}</p>
            <Copyable label={settings.curl} text={curlExample(apiUrl, token, key.scopes)} />
          </div>
          <Actions>
            <Button kind="main" onClick={onClose}>
              {texts.common.done}
            </Button>
          </Actions>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog isOpen onClose={onClose} title={settings.createKey}>
      <form
        className="stack stack-wide"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen.size > 0 && !create.isPending) create.mutate();
        }}
      >
        <TextField
          label={settings.keyName}
          help={settings.keyNameHelp}
          required
          maxLength={128}
          autoComplete="off"
          value={name}
          onText={setName}
        />
        <fieldset className="choice stack">
          <legend className="field-label">{settings.scopes}</legend>
          {scopes.map((scope) => (
            <Checkbox
              key={scope}
              label={scope}
              help={settings.scopeMay[scope]}
              isChecked={chosen.has(scope)}
              onCheck={(isChecked) => {
                const next = new Set(chosen);
                if (isChecked) next.add(scope);
                else next.delete(scope);
                setChosen(next);
              }}
            />
          ))}
          <div aria-live="polite">
            {chosen.size === 0 && (
              <p className="field-error">
                <Icon name="warning" />
                {settings.scopesNeeded}
              </p>
            )}
          </div>
        </fieldset>
        <SelectField
          label={settings.expiry}
          help={settings.expiryHelp}
          value={days}
          options={expiries.map((each) => [each, settings.expiries(Number(each))])}
          onValue={setDays}
        />
        {create.error !== null && <ErrorNotice error={create.error} />}
        <Actions>
          <Button type="submit" kind="main" isBusy={create.isPending}>
            {settings.createKeyAction}
          </Button>
          <Button onClick={onClose}>{texts.common.cancel}</Button>
        </Actions>
      </form>
    </Dialog>
  );
}
