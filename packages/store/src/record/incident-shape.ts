import type { Incident } from '@portcullis/gate';
import { bytes, nullable, object, oneOf, type Shape, text, whole } from './shape.ts';

const channel = oneOf(['page', 'text', 'json', 'json-rpc', 'xml-rpc', 'graphql', 'exception']);

const seen = {
  id: text,
  at: whole,
  expiresAt: whole,
  method: text,
  path: text,
  status: whole,
  channel,
  name: nullable(text),
};

/** What was seen of the request, without the original. */
export const seenIncidentShape: Shape<Omit<Incident, 'sealed'>> = object<Omit<Incident, 'sealed'>>(seen);

export const incidentShape: Shape<Incident> = object<Incident>({ ...seen, sealed: bytes });
