import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useApi } from '../../api/site-api.ts';
import { Notice } from '../../components/notice.tsx';
import { Threshold } from '../../shell/threshold.tsx';
import { useTexts } from '../../texts/texts-context.tsx';
import { EnrolForm } from './enrol-form.tsx';
import { signInOptionsQuery } from './sign-in-options.ts';
import { useEntering } from './use-entering.ts';

/** Where the link of an invitation leads, and the one that the server prints for the first owner: `/enrol#code=…`. */
export function EnrolScreen(): ReactNode {
  const api = useApi();
  const { texts } = useTexts();
  const { signIn } = texts;
  const [code] = useState(() => new URLSearchParams(location.hash.slice(1)).get('code') ?? '');
  const { data: options } = useQuery(signInOptionsQuery(api));
  const { enrol } = useEntering();
  const brand = options?.brand || api.site;
  const isFirstOwner = options?.firstRun === true;
  const title = isFirstOwner ? signIn.firstRunTitle : signIn.enrolTitle;

  useEffect(() => {
    document.title = `${title} · ${texts.shell.product}`;
    // The code is no part of the history of this browser.
    history.replaceState(history.state, '', location.pathname);
  }, [title, texts]);

  return (
    <Threshold>
      <div>
        <h1>{title}</h1>
        <p className="threshold-lead">
          {isFirstOwner ? signIn.firstRunLead(brand) : signIn.enrolLead(brand)}
        </p>
      </div>
      {code === '' && (
        <Notice kind="mind" title={signIn.enrolNoCode}>
          <p>{signIn.enrolNoCodeHelp}</p>
        </Notice>
      )}
      <EnrolForm enrol={enrol} isFirstOwner={isFirstOwner} {...(code !== '' && { givenCode: code })} />
    </Threshold>
  );
}
