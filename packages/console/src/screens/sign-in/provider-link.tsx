import type { ReactNode } from 'react';
import { useApi } from '../../api/site-api.ts';
import { rememberPlace } from '../../environment/remembered-place.ts';
import { useTexts } from '../../texts/texts-context.tsx';

export interface ProviderLinkProps {
  /** The provider's name. */
  readonly provider: string;
  readonly kind: 'main' | 'quiet';
}

/** Leaves the console; whoever comes back is where he was. */
export function ProviderLink({ provider, kind }: ProviderLinkProps): ReactNode {
  const { site, urlOf } = useApi();
  const { texts } = useTexts();
  return (
    <a
      className={`button button-${kind}`}
      href={urlOf(`v1/sites/${encodeURIComponent(site)}/sign-in/provider`)}
      onClick={() => rememberPlace(location.href)}
    >
      {texts.signIn.withProvider(provider)}
    </a>
  );
}
