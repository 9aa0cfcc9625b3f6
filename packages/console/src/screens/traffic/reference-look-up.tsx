import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { LookUp } from '../../components/look-up.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';

const route = getRouteApi('/traffic');

/** From what a visitor reads to support, to the reason why. */
export function ReferenceLookUp(): ReactNode {
  const { traffic } = useScreenTexts();
  const navigate = route.useNavigate();
  return (
    <LookUp
      label={traffic.referenceLabel}
      help={traffic.referenceHelp}
      example="MZ4D-WS7C"
      action={traffic.lookUp}
      read={(text) => text.trim().toUpperCase() || null}
      onFind={(reference) =>
        void navigate({ search: (before) => ({ ...before, reference }), resetScroll: false })
      }
    />
  );
}
