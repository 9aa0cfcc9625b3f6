import type { ReactNode } from 'react';
import type { TrafficDecision } from '../../api/schema.ts';
import { Dialog } from '../../components/dialog.tsx';
import { DecidedFacts, JudgedAgain } from './decided-facts.tsx';
import { ReferenceDialog } from './reference-dialog.tsx';

interface DecisionDialogProps {
  readonly decision: TrafficDecision;
  readonly onClose: () => void;
}

/** Why a row of the feed came out as it did. A refusal is on record with what was missing; of others, the row says it. */
export function DecisionDialog({ decision, onClose }: DecisionDialogProps): ReactNode {
  const { reference, method, path } = decision;
  if (reference !== null) return <ReferenceDialog reference={reference} onClose={onClose} />;
  return (
    <Dialog isOpen isWide onClose={onClose} title={`${method} ${path}`}>
      <div className="stack stack-wide">
        <DecidedFacts decided={decision} missing={null} />
        <JudgedAgain decided={decision} />
      </div>
    </Dialog>
  );
}
