import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/field.tsx';
import { useScreenTexts } from '../../texts/screen-texts.ts';

const route = getRouteApi('/traffic');

/** From what a visitor reads to support, to the reason why. */
export function ReferenceLookUp(): ReactNode {
  const { traffic } = useScreenTexts();
  const navigate = route.useNavigate();
  const [text, setText] = useState('');
  return (
    <form
      className="look-up"
      onSubmit={(event) => {
        event.preventDefault();
        const reference = text.trim().toUpperCase();
        if (reference === '') return;
        void navigate({ search: (before) => ({ ...before, reference }), resetScroll: false });
      }}
    >
      <TextField
        label={traffic.referenceLabel}
        placeholder="MZ4D-WS7C"
        title={traffic.referenceHelp}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={64}
        value={text}
        onText={setText}
      />
      <Button type="submit">{traffic.lookUp}</Button>
    </form>
  );
}
