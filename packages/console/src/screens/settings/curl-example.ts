import type { ControlScope } from '../../api/schema.ts';

/** What a key with these scopes can be tried with: the most harmless thing it may do. */
export function curlExample(apiUrl: string, token: string, scopes: readonly ControlScope[]): string {
  const header = `-H 'Authorization: Bearer ${token}'`;
  if (scopes.includes('read')) return `curl ${header} ${apiUrl}/status`;
  if (scopes.includes('audit')) return `curl ${header} '${apiUrl}/audit?limit=10'`;
  if (scopes.includes('gate')) return `curl ${header} ${apiUrl}/gate/version`;
  const json = "-H 'Content-Type: application/json'";
  if (scopes.includes('switch')) {
    return `curl ${header} ${json} \\\n  -d '{"mode":"read-only"}' ${apiUrl}/on/check`;
  }
  if (scopes.includes('passes')) {
    return `curl ${header} ${json} \\\n  -d '{"subject":"ada","scope":"read","ttlMs":3600000}' ${apiUrl}/passes`;
  }
  return `curl ${header} ${json} -X PUT \\\n  -d @settings.json ${apiUrl}/settings`;
}
