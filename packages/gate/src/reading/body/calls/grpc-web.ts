import { parseContentType } from '../content-type.ts';
import { isPlainCoding } from '../unreadable.ts';
import { type CallInput, type CallReading, judgeNames, writeCall } from './call-reading.ts';

export interface GrpcWebRule {
  /** `package.Service/Method` */
  readonly read: readonly string[];
}

const types: ReadonlySet<string> = new Set([
  'application/grpc-web',
  'application/grpc-web+proto',
  'application/grpc-web-text',
  'application/grpc-web-text+proto',
]);

/** gRPC-Web by POST: the path is the whole name, and the body only its message. */
export function readGrpcWeb(input: CallInput, rule: GrpcWebRule): CallReading {
  if (input.method !== 'POST') return writeCall('gRPC-Web by another method than POST');
  const contentType = input.contentType === null ? null : parseContentType(input.contentType);
  if (contentType === null || !types.has(contentType.type)) {
    return writeCall('a Content-Type that is not gRPC-Web');
  }
  if (!isPlainCoding(input.contentEncoding)) return writeCall('a body in a coding');
  if (input.query !== null) return writeCall('gRPC-Web with a query');
  if (input.path.charCodeAt(0) !== 0x2f) return writeCall('a path without its leading slash');
  return judgeNames([input.path.slice(1)], rule.read);
}
