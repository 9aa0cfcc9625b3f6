import {
  type Actor,
  type Expected,
  modes,
  type Notice,
  type NoticeButton,
  type Switch,
} from '@portcullis/gate';
import { dictionary, flag, nullable, object, oneOf, optional, type Shape, text, whole } from './shape.ts';

export const modeShape = oneOf(modes);

const localizedText = dictionary(text);

const notice: Shape<Notice> = object<Notice>({
  message: localizedText,
  paused: localizedText,
  stillWorks: localizedText,
  button: nullable(object<NoticeButton>({ label: localizedText, url: text })),
  contact: object<Notice['contact']>({ email: optional(text), phone: optional(text), url: optional(text) }),
});

const actor: Shape<Actor> = object<Actor>({
  kind: oneOf(['operator', 'key', 'shell', 'schedule', 'system']),
  name: text,
});

/** The parts of a switch that are kept as one JSON text. */
export type SwitchDetails = Pick<Switch, 'areas' | 'notice' | 'reason' | 'actor' | 'expected' | 'expires'>;

const detailFields = {
  areas: dictionary(modeShape),
  notice,
  reason: text,
  actor,
  expected: nullable(object<Expected>({ earliest: whole, latest: whole, nextUpdateAt: nullable(whole) })),
  expires: nullable(object<NonNullable<Switch['expires']>>({ at: whole, then: oneOf(['open']) })),
};

export const switchDetailsShape: Shape<SwitchDetails> = object<SwitchDetails>(detailFields);

export const switchShape: Shape<Switch> = object<Switch>({
  site: text,
  epoch: whole,
  windowId: nullable(text),
  mode: modeShape,
  since: whole,
  production: flag,
  ...detailFields,
});
