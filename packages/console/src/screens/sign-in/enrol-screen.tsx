import { useQuery } from '@tanstack/react-query';
import { Navigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { sessionQuery } from '../../api/session-query.ts';
import { answerOf, useApi } from '../../api/site-api.ts';
import { Notice } from '../../components/notice.tsx';
import { Threshold } from '../../shell/threshold.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import { EnrolForm } from './enrol-form.tsx';
import { useEntering } from './use-entering.ts';

/** Where the link of an invitation leads: `/enrol#code`. */
export function EnrolScreen(): ReactNode {
  const api = useApi();
  const { client, site } = api;
  const { texts } = useTexts();
  const { signIn } = texts;
  const [code] = useState(() => decodeURIComponent(location.hash.slice(1)));
  const { data: options } = useQuery({
    queryKey: ['sign-in-options'],
    queryFn: ({ signal }) =>
      answerOf(client.GET('/v1/sites/{site}/sign-in', { params: { path: { site } }, signal })),
  });
  const { enrol } = useEntering();
  const session = useQuery(sessionQuery(api));
  const brand = options?.brand || site;

  useEffect(() => {
    document.title = `${signIn.enrolTitle} · ${texts.shell.product}`;
    // The code is no part of the history of this browser.
    history.replaceState(history.state, '', location.pathname);
  }, [signIn, texts]);

  // An invitation is for somebody else than who is signed in here; accepting it signs in anew.
  if (session.data && enrol.isSuccess) return <Navigate to="/account" />;
  return (
    <Threshold>
      <div>
        <h1>{signIn.enrolTitle}</h1>
        <p className="threshold-lead">{signIn.enrolLead(brand)}</p>
      </div>
      {code === '' && (
        <Notice kind="mind" title={signIn.enrolNoCode}>
          <p>{signIn.enrolNoCodeHelp}</p>
        </Notice>
      )}
      <EnrolForm enrol={enrol} isFirstOwner={false} {...(code !== '' && { givenCode: code })} />
    </Threshold>
  );
}
