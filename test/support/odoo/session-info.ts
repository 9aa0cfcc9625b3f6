import type { OdooState } from './odoo-exchange.ts';
import type { OdooSession } from './odoo-session.ts';
import { isMember, type OdooUser } from './odoo-users.ts';
import type { JsonObject } from './python-json.ts';

/** `session_info()` with the keys of the version. Of an anonymous visitor uid is null. */
export function sessionInfo(odoo: OdooState, session: OdooSession, user: OdooUser | undefined): JsonObject {
  const { major, info } = odoo.version;
  const isInternal = user?.kind === 'internal';
  return {
    uid: user?.id ?? null,
    is_system: user !== undefined && isMember(user, 'base.group_system'),
    is_admin: user !== undefined && isMember(user, 'base.group_erp_manager'),
    ...(major >= 18 ? { is_public: user === undefined, is_internal_user: isInternal } : {}),
    user_context: { lang: 'en_US', tz: 'Europe/Brussels', uid: user?.id ?? null },
    db: session.database,
    ...(major >= 18
      ? { user_settings: { id: user?.id ?? false }, view_info: { list: { display_name: 'List' } } }
      : {}),
    server_version: `${major}.0`,
    server_version_info: info,
    name: user?.name ?? 'Public user',
    username: user?.login ?? 'public',
    partner_id: user === undefined ? null : user.id + 1,
    user_companies: { current_company: 1, allowed_companies: { 1: { id: 1, name: 'My Company' } } },
    bundle_params: { lang: 'en_US', ...(session.debug === '' ? {} : { debug: session.debug }) },
    ...(major <= 18
      ? { cache_hashes: { load_menus: 'menus0', translations: 'words0' } }
      : { registry_hash: 'registry0' }),
    currencies: { 1: { symbol: '€', position: 'after', digits: [69, 2] } },
    home_action_id: false,
    max_file_upload_size: 134_217_728,
    profile_session: session.profiling ? 'profile' : null,
    profile_collectors: null,
    profile_params: null,
    ...(major >= 18 ? { test_mode: false } : {}),
    ...(major >= 19 ? { groups: { 'base.group_allow_export': true }, quick_login: true } : {}),
  };
}
