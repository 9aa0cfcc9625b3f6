import type { ReactNode } from 'react';
import type { CreatedPass } from '../../api/schema.ts';
import { Button } from '../../components/button.tsx';
import { CopyOnce } from '../../components/copy-once.tsx';
import { Actions, Dialog } from '../../components/dialog.tsx';
import { Notice } from '../../components/notice.tsx';
import { Time } from '../../components/time.tsx';
import { wordsFor } from '../../texts/said-words.ts';
import { useScreenTexts } from '../../texts/screen-texts.ts';
import { useTexts } from '../../texts/texts-context.tsx';

interface CreatedPassViewProps {
  readonly created: CreatedPass;
  readonly onClose: () => void;
}

/** The link, once, and what its holder needs besides. */
export function CreatedPassView({ created, onClose }: CreatedPassViewProps): ReactNode {
  const { texts } = useTexts();
  const { insiders } = useScreenTexts();
  const { pass, link, isFromThisMachine, writesThere, pathsToWrite, pathsToWriteSaid } = created;
  return (
    <Dialog isOpen onClose={onClose} title={insiders.createdTitle(pass.subject)} lead={insiders.linkHelp}>
      <div className="stack">
        <CopyOnce label={insiders.linkLabel} text={link} />
        <p className="row">
          <span>{insiders.ends}</span> <Time at={pass.expiresAt} hasDistance />
        </p>
        {isFromThisMachine && (
          <Notice kind="mind">
            <p>{insiders.fromThisMachine}</p>
          </Notice>
        )}
        {pass.scope === 'write' && <WhatElse {...{ writesThere, pathsToWrite, pathsToWriteSaid }} />}
        <Actions>
          <Button kind="main" onClick={onClose}>
            {texts.common.done}
          </Button>
        </Actions>
      </div>
    </Dialog>
  );
}

function WhatElse({
  writesThere,
  pathsToWrite,
  pathsToWriteSaid,
}: Pick<CreatedPass, 'writesThere' | 'pathsToWrite' | 'pathsToWriteSaid'>): ReactNode {
  const { insiders, said } = useScreenTexts();
  if (writesThere) {
    return (
      <Notice kind="good">
        <p>{insiders.writesThere}</p>
      </Notice>
    );
  }
  if (pathsToWrite.length === 0) {
    return (
      <Notice kind="mind">
        <p>{insiders.needsMoreNone}</p>
      </Notice>
    );
  }
  return (
    <Notice kind="plain" title={insiders.needsMore}>
      <ul className="bullets">
        {pathsToWrite.map((path, at) => (
          <li key={path}>{wordsFor(said, pathsToWriteSaid[at], path)}</li>
        ))}
      </ul>
    </Notice>
  );
}
