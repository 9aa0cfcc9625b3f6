import {
  type Actor,
  type Expected,
  modes,
  type Notice,
  type NoticeButton,
  type Switch,
  type SwitchRequest,
} from '@portcullis/gate';
import {
  dictionary,
  flag,
  list,
  nullable,
  object,
  oneOf,
  optional,
  type Shape,
  text,
  whole,
} from './shape.ts';

export const modeShape = oneOf(modes);

const localizedText = dictionary(text);

const notice: Shape<Notice> = object<Notice>({
  message: localizedText,
  paused: localizedText,
  stillWorks: localizedText,
  button: nullable(object<NoticeButton>({ label: localizedText, url: text })),
  contact: object<Notice['contact']>({ email: optional(text), phone: optional(text), url: optional(text) }),
});

export const actorShape: Shape<Actor> = object<Actor>({
  kind: oneOf(['operator', 'key', 'shell', 'schedule', 'system']),
  name: text,
});

/** The parts of a switch that are kept as one JSON text. */
export type SwitchDetails = Pick<
  Switch,
  'areas' | 'notice' | 'reason' | 'actor' | 'setBy' | 'opened' | 'expected' | 'expires' | 'draining'
>;

/** What an operator says, but for the modes. */
const requestFields = {
  areas: dictionary(modeShape),
  notice,
  reason: text,
  actor: actorShape,
  expected: nullable(object<Expected>({ earliest: whole, latest: whole, nextUpdateAt: nullable(whole) })),
  expires: nullable(object<NonNullable<Switch['expires']>>({ at: whole, then: oneOf(['open']) })),
};

export const switchRequestShape: Shape<SwitchRequest> = object<SwitchRequest>({
  mode: modeShape,
  production: flag,
  draining: optional(list(text)),
  ...requestFields,
});

const detailFields = {
  ...requestFields,
  setBy: actorShape,
  opened: nullable(object<NonNullable<Switch['opened']>>({ by: actorShape, at: whole })),
  draining: list(text),
};

export const switchDetailsShape: Shape<SwitchDetails> = completed(object<SwitchDetails>(detailFields));

export const switchShape: Shape<Switch> = completed(
  object<Switch>({
    site: text,
    epoch: whole,
    windowId: nullable(text),
    mode: modeShape,
    since: whole,
    production: flag,
    ...detailFields,
  }),
);

/** What was written before this was kept: whoever changed it last is the one who is known. */
function completed<T extends SwitchDetails>(shape: Shape<T>): Shape<T> {
  return (value, at) => {
    if (typeof value !== 'object' || value === null || !('actor' in value)) return shape(value, at);
    return shape({ setBy: value.actor, opened: null, draining: [], ...value }, at);
  };
}
