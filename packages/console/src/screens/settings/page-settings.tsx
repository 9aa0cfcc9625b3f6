import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { toApiError } from '../../api/api-error.ts';
import type { StoredSettings } from '../../api/schema.ts';
import { useMay } from '../../api/session-query.ts';
import { settingsQuery } from '../../api/settings-query.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { useAnnouncer } from '../../components/announcer.tsx';
import { Button } from '../../components/button.tsx';
import { ChangeBar } from '../../components/change-bar.tsx';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { Notice } from '../../components/notice.tsx';
import { Panel } from '../../components/panel.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { UnsavedGuard } from '../../components/unsaved-guard.tsx';
import { useNow } from '../../environment/ticking.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { BrandSection } from './brand-section.tsx';
import { DefaultsSection } from './defaults-section.tsx';
import { type PreviewMode, useDraftPreview } from './draft-preview.ts';
import { LanguagesSection } from './languages-section.tsx';
import { hasSameSettings } from './overtaken-draft.ts';
import { OvertakenNotice } from './overtaken-notice.tsx';
import { PreviewSection } from './preview-section.tsx';
import { draftOf, isChanged, problemsOf, type SettingsDraft, settingsOf } from './settings-draft.ts';

export function PageSettings(): ReactNode {
  const { settings } = useScreenTexts();
  const { data, error, refetch } = useQuery(settingsQuery(useApi()));
  // A draft belongs to the settings it began with; what others save meanwhile does not slip into it.
  const [begun, setBegun] = useState<Begun | null>(null);
  if (begun === null && data !== undefined) setBegun({ stored: data, draft: draftOf(data) });
  if (begun !== null) {
    return (
      <PageForm
        key={begun.stored.epoch}
        stored={begun.stored}
        firstDraft={begun.draft}
        latest={data ?? begun.stored}
        onBegin={(stored, draft = draftOf(stored)) => setBegun({ stored, draft })}
      />
    );
  }
  if (error !== null) return <ErrorNotice error={error} onRetry={() => void refetch()} />;
  return (
    <Panel title={settings.pageTitle}>
      <Skeleton lines={14} />
    </Panel>
  );
}

interface Begun {
  readonly stored: StoredSettings;
  readonly draft: SettingsDraft;
}

interface PageFormProps {
  /** What the draft began with. */
  readonly stored: StoredSettings;
  readonly firstDraft: SettingsDraft;
  /** What the server says now. */
  readonly latest: StoredSettings;
  readonly onBegin: (stored: StoredSettings, draft?: SettingsDraft) => void;
}

function PageForm({ stored, firstDraft, latest, onBegin }: PageFormProps): ReactNode {
  const api = useApi();
  const { client, site } = api;
  const { format } = useTexts();
  const { settings } = useScreenTexts();
  const { tell } = useAnnouncer();
  const mayChange = useMay('settings');
  const queryClient = useQueryClient();
  const nowMs = useNow(60);
  const [draft, setDraft] = useState<SettingsDraft>(firstDraft);
  const [previewMode, setPreviewMode] = useState<PreviewMode>('closed');
  const shown = useDraftPreview(draft, { stored, mode: previewMode });
  const problems = problemsOf(draft);
  const hasChanged = isChanged(draft, stored);
  const isOvertaken = !hasSameSettings(latest, stored);
  const put = (expectedEpoch: number) =>
    answerOf(
      client.PUT('/v1/sites/{site}/settings', {
        params: { path: { site } },
        body: { expectedEpoch, settings: settingsOf(draft, stored) },
      }),
    );
  const save = useMutation({
    async mutationFn() {
      try {
        return await put(latest.epoch);
      } catch (error) {
        if (toApiError(error).code !== 'PORTCULLIS_SWITCH_CONFLICT') throw error;
        // A turn of the switch or a pass is no reason to ask; other settings are.
        const now = await queryClient.fetchQuery({ ...settingsQuery(api), staleTime: 0 });
        if (!hasSameSettings(now, stored)) throw error;
        return put(now.epoch);
      }
    },
    onSuccess(saved) {
      queryClient.setQueryData(settingsQuery(api).queryKey, saved);
      onBegin(saved);
      tell(settings.saved);
    },
  });
  useEffect(() => {
    // Nothing was typed: nothing to ask.
    if (isOvertaken && !hasChanged) onBegin(latest);
  }, [isOvertaken, hasChanged, latest, onBegin]);
  const canSave = hasChanged && problems.length === 0 && !isOvertaken;
  const section = {
    draft,
    problems,
    stored,
    onChange: (changes: Partial<SettingsDraft>) => setDraft((before) => ({ ...before, ...changes })),
  };
  return (
    <form
      className="stack stack-wide"
      onSubmit={(event) => {
        event.preventDefault();
        if (canSave && !save.isPending) save.mutate();
      }}
    >
      {!mayChange && (
        <Notice kind="plain" title={settings.mayNotTitle}>
          <p>{settings.mayNot}</p>
        </Notice>
      )}
      <div className="settings-columns">
        <fieldset className="settings-fields stack stack-wide" disabled={!mayChange}>
          <legend className="visually-hidden">{settings.pageTitle}</legend>
          <BrandSection {...section} colors={shown.colors} />
          <DefaultsSection {...section} />
          <LanguagesSection {...section} />
          <p className="quiet">
            {stored.changedBy === null || stored.changedAt === null
              ? settings.neverChanged
              : settings.changedBy(stored.changedBy, format.time(stored.changedAt, nowMs))}
          </p>
        </fieldset>
        <PreviewSection {...shown} mode={previewMode} onMode={setPreviewMode} />
      </div>
      {mayChange && (
        <ChangeBar
          label={settings.save}
          isChanged={hasChanged}
          said={
            <p className="quiet" aria-live="polite">
              {problems.length > 0 ? settings.fixFirst : hasChanged ? settings.changed : settings.unchanged}
            </p>
          }
          buttons={
            <>
              {hasChanged && (
                <Button kind="plain" onClick={() => setDraft(draftOf(stored))}>
                  {settings.discard}
                </Button>
              )}
              <Button type="submit" kind="main" isBusy={save.isPending} aria-disabled={!canSave}>
                {settings.save}
              </Button>
            </>
          }
        >
          {isOvertaken && hasChanged && (
            <OvertakenNotice
              draft={draft}
              begun={stored}
              latest={latest}
              onBegin={(chosen) => onBegin(latest, chosen)}
            />
          )}
          {save.error !== null && !isOvertaken && <ErrorNotice error={save.error} />}
        </ChangeBar>
      )}
      <UnsavedGuard isUnsaved={hasChanged && mayChange && !save.isPending} title={settings.leaveTitle} />
    </form>
  );
}
