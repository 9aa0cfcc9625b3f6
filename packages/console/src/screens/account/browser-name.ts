const browsers = [
  ['Edg', 'Edge'],
  ['OPR', 'Opera'],
  ['Firefox', 'Firefox'],
  ['Chrome', 'Chrome'],
  ['Version', 'Safari'],
] as const;

const systems = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
] as const;

/** `Firefox 145, Linux` of a User-Agent header, for people who look for a session that is not theirs; null = unknown. */
export function browserName(userAgent: string): string | null {
  const browser = browsers
    .map(([token, name]) => ({ name, version: new RegExp(`${token}/(\\d+)`).exec(userAgent)?.[1] }))
    .find(({ version }) => version !== undefined);
  const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
  const parts = [browser && `${browser.name} ${browser.version}`, system].filter(
    (part) => part !== undefined,
  );
  return parts.length === 0 ? null : parts.join(', ');
}
