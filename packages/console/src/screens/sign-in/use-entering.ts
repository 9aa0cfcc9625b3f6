import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { changeSession } from '../../api/change-session.ts';
import type { SignInResult } from '../../api/schema.ts';
import { answerOf, useApi } from '../../api/site-api.ts';

interface Credentials {
  readonly name: string;
  readonly password: string;
  /** Of a second factor, where it must come along. */
  readonly code?: string;
}

interface Enrolment {
  readonly code: string;
  /** The first owner chooses one. */
  readonly name?: string;
  readonly password: string;
}

/** The ways in. Whoever is let in is signed in by then; `needsCode` says that a code must follow. */
export function useEntering() {
  const { client, site } = useApi();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [needsCode, setNeedsCode] = useState(false);
  const params = { path: { site } };
  const onSuccess = (result: SignInResult) => {
    if (result.kind === 'signed-in') changeSession(queryClient, result.session);
    else setNeedsCode(true);
  };
  const meta = { bringsCredentials: true };
  const withPassword = useMutation({
    meta,
    onSuccess,
    mutationFn: (body: Credentials) => answerOf(client.POST('/v1/sites/{site}/sign-in', { params, body })),
  });
  const withCode = useMutation({
    meta,
    onSuccess,
    mutationFn: (code: string) =>
      answerOf(client.POST('/v1/sites/{site}/sign-in/code', { params, body: { code } })),
  });
  const enrol = useMutation({
    meta,
    onSuccess(result) {
      onSuccess(result);
      // Who is new begins where the site is seen and switched, and is told there what comes next.
      void navigate({ to: '/', state: { isNewOperator: true }, replace: true });
    },
    mutationFn: (body: Enrolment) => answerOf(client.POST('/v1/sites/{site}/enrolments', { params, body })),
  });
  return { needsCode, startOver: () => setNeedsCode(false), withPassword, withCode, enrol };
}
