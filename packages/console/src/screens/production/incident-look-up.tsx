import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { LookUp } from '../../components/look-up.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { incidentId } from './incident-id.ts';

const route = getRouteApi('/production');

/** From the id that a reader was told to what the application sent. */
export function IncidentLookUp(): ReactNode {
  const { production } = useScreenTexts();
  const navigate = route.useNavigate();
  return (
    <LookUp
      label={production.idLabel}
      help={production.idHelp}
      example="K7Q2-9FMX"
      action={production.lookUp}
      read={incidentId}
      onFind={(incident) =>
        void navigate({ search: (before) => ({ ...before, incident }), resetScroll: false })
      }
    />
  );
}
