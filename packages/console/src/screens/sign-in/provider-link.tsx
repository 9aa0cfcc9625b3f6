import type { ReactNode } from 'react';
import { useApi } from '../../api/site-api.ts';
import { useTexts } from '../../texts/texts-context.tsx';
import { returnPathFrom } from './return-path.ts';

export interface ProviderLinkProps {
  /** The provider's name. */
  readonly provider: string;
  readonly kind: 'main' | 'quiet';
}

/** Leaves the console; whoever comes back is where he was. */
export function ProviderLink({ provider, kind }: ProviderLinkProps): ReactNode {
  const { site, urlOf } = useApi();
  const { texts } = useTexts();
  const path = encodeURIComponent(returnPathFrom(location.href, urlOf('')));
  return (
    <a
      className={`button button-${kind}`}
      href={urlOf(`v1/sites/${encodeURIComponent(site)}/sign-in/provider?returnTo=${path}`)}
    >
      {texts.signIn.withProvider(provider)}
    </a>
  );
}
