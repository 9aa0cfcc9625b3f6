import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Notice } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { isAddress } from '../../environment/is-address.ts';
import { isAllOpen, noticeOf, type SwitchDraft, timesOf } from './switch-draft.ts';

/** A pause in typing. */
const pauseMs = 450;

/** The real page and the real answer for a draft, made by the server a moment after the last change. */
export function usePreview(draft: SwitchDraft) {
  const { client, site } = useApi();
  const [settled, setSettled] = useState(draft);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(draft), pauseMs);
    return () => clearTimeout(timer);
  }, [draft]);
  return useQuery({
    queryKey: ['preview', settled],
    enabled: !isAllOpen(settled),
    placeholderData: keepPreviousData,
    // The server keeps them for ten minutes.
    staleTime: 5 * 60_000,
    gcTime: 60_000,
    queryFn: ({ signal }) =>
      answerOf(
        client.POST('/v1/sites/{site}/previews', {
          params: { path: { site } },
          body: {
            mode: settled.mode,
            areas: { ...settled.areas },
            notice: { ...shownNotice(settled) },
            reason: '',
            expected: timesOf(settled, Date.now()).expected,
            settings: null,
          },
          signal,
        }),
      ),
  });
}

/** What is not ready to be sent is not on the page yet: the server would refuse all of it. */
function shownNotice(draft: SwitchDraft): Notice {
  const { button, contact, ...rest } = noticeOf(draft);
  const { url = '', ...others } = contact;
  const isReady = button !== null && Object.keys(button.label).length > 0 && isAddress(button.url);
  return { ...rest, button: isReady ? button : null, contact: isAddress(url) ? contact : others };
}
