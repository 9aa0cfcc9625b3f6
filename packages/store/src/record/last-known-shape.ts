import type { LastKnown } from '@portcullis/gate';
import { passShape } from './pass-shape.ts';
import { list, object, type Shape, text, whole } from './shape.ts';
import { switchShape } from './switch-shape.ts';

export const lastKnownShape: Shape<LastKnown> = object<LastKnown>({
  lineage: text,
  switch: switchShape,
  passes: list(passShape),
  savedAt: whole,
});
