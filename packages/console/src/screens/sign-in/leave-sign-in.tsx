import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useApi } from '../../api/site-api.ts';
import { placeBelow, returnPathFrom } from './return-path.ts';

/** Whoever is signed in has no business at `/sign-in`, where a provider sends people that it did not let in. */
export function LeaveSignIn(): null {
  const { urlOf } = useApi();
  const navigate = useNavigate();
  useEffect(() => {
    const place = placeBelow(returnPathFrom(location.href, urlOf('')), urlOf(''));
    if (place === null) void navigate({ to: '/', replace: true });
    else void navigate({ href: place, replace: true });
  }, [urlOf, navigate]);
  return null;
}
