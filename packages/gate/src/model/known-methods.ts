/** The methods of the IANA registry, and further ones that Node.js reads. */
export const knownMethods: readonly string[] = [
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY', 'SEARCH'],
  ...['PROPFIND', 'PROPPATCH', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'REPORT', 'ACL', 'MKCALENDAR'],
  ...['BIND', 'REBIND', 'UNBIND', 'LINK', 'UNLINK', 'LABEL', 'MERGE', 'ORDERPATCH', 'UPDATE'],
  ...[
    'CHECKIN',
    'CHECKOUT',
    'UNCHECKOUT',
    'MKACTIVITY',
    'MKWORKSPACE',
    'BASELINE-CONTROL',
    'VERSION-CONTROL',
  ],
  ...[
    'MKREDIRECTREF',
    'UPDATEREDIRECTREF',
    'PURGE',
    'M-SEARCH',
    'NOTIFY',
    'SUBSCRIBE',
    'UNSUBSCRIBE',
    'SOURCE',
  ],
];
