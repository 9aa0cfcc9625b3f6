import { createHash } from 'node:crypto';
import { ShapeError } from '../record/shape.ts';

const format = 1;
const envelope = /^\{"format":(\d{1,9}),"sha256":"([0-9a-f]{64})","state":(.+)\}\n$/s;

/** One JSON text around another, with a checksum over its very bytes: a torn or edited file shows. */
export function withChecksum(json: string): string {
  return `{"format":${format},"sha256":"${checksum(json)}","state":${json}}\n`;
}

/** The inner JSON text; throws when it is not what was written. */
export function withoutChecksum(text: string): string {
  const [, writtenFormat, writtenChecksum, json] = envelope.exec(text) ?? [];
  if (writtenFormat === undefined || json === undefined) {
    throw new ShapeError('it is cut off or was not written by Portcullis');
  }
  if (Number(writtenFormat) !== format) {
    throw new ShapeError(`it has the format ${writtenFormat}, this version reads ${format}`);
  }
  if (checksum(json) !== writtenChecksum)
    throw new ShapeError('its checksum does not fit: it is damaged or edited');
  return json;
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
