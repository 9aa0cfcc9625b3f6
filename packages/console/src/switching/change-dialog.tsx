import type { ReactNode } from 'react';
import type { Mode, Status } from '../api/schema.ts';
import { TurnOffDialog } from './turn-off-dialog.tsx';
import { TurnOnDialog } from './turn-on-dialog.tsx';

export interface ChangeDialogProps {
  readonly status: Status;
  readonly mode: Mode;
  readonly onClose: () => void;
}

/** The one confirm before the switch is changed, straight from *Now*. */
export function ChangeDialog({ status, mode, onClose }: ChangeDialogProps): ReactNode {
  if (mode === 'open') return <TurnOffDialog status={status} onClose={onClose} />;
  const { areas, notice, expected, expires } = status.switch;
  // Whoever makes a window stricter keeps what visitors were told.
  const wanted = status.switch.mode === 'open' ? { areas } : { areas, notice, expected, expires };
  return <TurnOnDialog status={status} wanted={{ mode, ...wanted }} onClose={onClose} />;
}
