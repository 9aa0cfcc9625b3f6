import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Invitation, Operator } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';

export type OperatorStep = 'disable' | 'enable' | 'reset' | 'signOut' | 'remove';

type Outcome =
  | { readonly kind: 'done'; readonly said: string }
  | { readonly kind: 'invited'; readonly invitation: Invitation };

/** What can be done with an operator, in words and in deed. */
export function useOperatorSteps({ id, name, version }: Operator, onDone: () => void) {
  const { client, site } = useApi();
  const { settings } = useScreenTexts();
  const { tell } = useAnnouncer();
  const queryClient = useQueryClient();
  const params = { path: { site, id } };

  async function setDisabled(disabled: boolean): Promise<void> {
    await answerOf(client.PATCH('/v1/sites/{site}/operators/{id}', { params, body: { version, disabled } }));
  }

  async function take(step: OperatorStep): Promise<Outcome> {
    switch (step) {
      case 'disable':
        await setDisabled(true);
        return { kind: 'done', said: settings.disabled(name) };
      case 'enable':
        await setDisabled(false);
        return { kind: 'done', said: settings.enabled(name) };
      case 'signOut':
        await answerOf(client.POST('/v1/sites/{site}/operators/{id}/sign-out', { params, body: {} }));
        return { kind: 'done', said: settings.signedOut(name) };
      case 'remove':
        await answerOf(client.DELETE('/v1/sites/{site}/operators/{id}', { params }));
        return { kind: 'done', said: settings.removed(name) };
      case 'reset': {
        const invitation = await answerOf(
          client.POST('/v1/sites/{site}/operators/{id}/reset', { params, body: {} }),
        );
        return { kind: 'invited', invitation };
      }
    }
  }

  const run = useMutation({
    mutationFn: take,
    onSuccess(outcome) {
      if (outcome.kind === 'invited') return;
      tell(outcome.said);
      onDone();
    },
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['operators'] }),
  });
  const steps = {
    disable: { title: settings.disableTitle(name), lead: settings.disableLead, action: settings.disable },
    enable: { title: settings.enable, lead: '', action: settings.enable },
    reset: { title: settings.resetTitle(name), lead: settings.resetLead, action: settings.reset },
    signOut: { title: settings.signOutTitle(name), lead: settings.signOutLead, action: settings.signOut },
    remove: { title: settings.removeTitle(name), lead: settings.removeLead, action: settings.remove },
  } satisfies Record<OperatorStep, { title: string; lead: string; action: string }>;
  return { steps, run };
}
