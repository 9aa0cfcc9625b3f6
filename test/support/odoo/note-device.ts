import type { OdooExchange } from './odoo-exchange.ts';

const platforms = ['android', 'iphone', 'windows', 'macos', 'linux'];
const browsers = ['edg', 'opr', 'chrome', 'firefox', 'safari'];

/**
 * 18+: each routed request of a signed-in session names a device, by platform, browser and address; a new one
 * changes the session. The address of a proxy's client counts with `X-Forwarded-Host` alone, as `proxy_mode` reads it.
 */
export function noteDevice({ odoo, session, headers, remoteAddress }: OdooExchange): void {
  if (odoo.version.major < 18) return;
  const userAgent = headers['user-agent'] ?? '';
  const lower = userAgent.toLowerCase().replace('mac os x', 'macos');
  const platform = platforms.find((name) => lower.includes(name)) ?? '';
  const browser = browsers.find((name) => lower.includes(name)) ?? '';
  const isForwarded = odoo.isProxied && headers['x-forwarded-host'] !== undefined;
  const forwarded = isForwarded
    ? String(headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
        ?.trim()
    : '';
  const ipAddress = forwarded === undefined || forwarded === '' ? remoteAddress : forwarded;
  const isKnown = session.devices.some(
    (device) => device.platform === platform && device.browser === browser && device.ipAddress === ipAddress,
  );
  if (isKnown) return;
  session.devices.push({ userAgent, platform, browser, ipAddress });
  session.isDirty = true;
}
