import { useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Mode } from '../api/schema.ts';
import { useApi } from '../api/site-api.ts';
import { useTexts } from '../texts/texts-context.tsx';
import { navigation } from './navigation.ts';

/** The tab says the mode, in words and by its icon: it can be seen without being opened. */
export function useTabTitle({
  brand,
  mode,
}: {
  readonly brand: string;
  readonly mode: Mode | undefined;
}): void {
  const { urlOf } = useApi();
  const { texts } = useTexts();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const name = navigation.find(({ to }) => to === path)?.name ?? (path === '/account' ? 'account' : null);
  const parts = [
    mode === undefined ? null : texts.common.modes[mode],
    name === null ? null : texts.shell.screens[name],
    brand,
  ];
  const title = parts.filter((part) => part !== null).join(' · ');
  useEffect(() => {
    document.title = title;
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (icon !== null) icon.href = urlOf(`mark-${mode ?? 'unknown'}.svg`);
  }, [title, mode, urlOf]);
}
