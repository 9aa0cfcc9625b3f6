import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/field.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { incidentId } from './incident-id.ts';

const route = getRouteApi('/production');

/** People read the id over the phone: however it is typed, it is found. */
export function IncidentLookUp(): ReactNode {
  const { production } = useScreenTexts();
  const navigate = route.useNavigate();
  const [text, setText] = useState('');
  return (
    <form
      className="look-up"
      onSubmit={(event) => {
        event.preventDefault();
        const incident = incidentId(text);
        if (incident === null) return;
        void navigate({ search: (before) => ({ ...before, incident }), resetScroll: false });
      }}
    >
      <TextField
        label={production.idLabel}
        placeholder="K7Q2-9FMX"
        title={production.idHelp}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={64}
        value={text}
        onText={setText}
      />
      <Button type="submit">{production.lookUp}</Button>
    </form>
  );
}
