/**
 * What Odoo itself lets run on a read-only cursor: `@api.readonly` in odoo/odoo 18.0 and 19.0 (`odoo/models.py`,
 * `addons/web/models/models.py`, `addons/mail`, `odoo/addons/base`). A hint of its authors that they keep, not a promise.
 */
const markedReadonly = [
  'activity_format',
  'formatted_read_group',
  'formatted_read_grouping_sets',
  'get_activity_data',
  'get_formview_action',
  'get_formview_id',
  'get_installed',
  'get_mention_suggestions',
  'get_mention_suggestions_from_channel',
  'get_views',
  'has_group',
  'has_groups',
  'im_search',
  'message_get_followers',
  'name_search',
  'read',
  'read_group',
  'read_progress_bar',
  'render_public_asset',
  'search',
  'search_count',
  'search_fetch',
  'search_for_channel_invite',
  'search_read',
  'web_name_search',
  'web_read',
  'web_read_group',
  'web_search_read',
] as const;

/**
 * Reads that Odoo does not mark and its web client needs, as seen on the wire of 16, 18 and 19: opening a list, a form, a
 * board, the settings, and "New", which asks for defaults and saves nothing.
 */
const unmarkedReads = [
  'check_access',
  'check_access_rights',
  'context_get',
  'default_get',
  'export_data',
  'fields_get',
  'fields_view_get',
  'get_external_id',
  'get_field_translations',
  'get_metadata',
  'get_property_definition',
  'get_view',
  'has_access',
  'load_views',
  'name_get',
  'onchange',
  'search_panel_select_multi_range',
  'search_panel_select_range',
  'systray_get_activities',
] as const;

/** Of every model. Whatever is not here may write: `create`, `write`, `action_…`, `button_…`, names that begin with `_`. */
export const readMethods: readonly string[] = [...markedReadonly, ...unmarkedReads].sort();

/**
 * Methods that only open another screen, each on its own model, and only where 19 marks them: the same name writes
 * elsewhere.
 */
export const readMethodsByModel: Readonly<Record<string, readonly string[]>> = {
  'mail.activity': ['action_close_dialog', 'action_open_document'],
  'mail.activity.schedule': ['get_model_options'],
  'sale.order': [
    'action_add_from_catalog',
    'action_open_business_doc',
    'action_open_discount_wizard',
    'action_view_invoice',
    'action_view_sales_orders',
  ],
  'sale.report': ['action_open_order'],
  'product.template': ['action_open_label_layout', 'action_open_documents', 'action_open_attribute_values'],
  'product.product': ['action_open_label_layout', 'action_open_documents'],
};

/** `params.service` of `/jsonrpc` and the last part of `/xmlrpc/2/…` (`odoo/service/common.py`, `db.py`). */
export const readsOfService: Readonly<Record<'common' | 'db', readonly string[]>> = {
  common: ['about', 'authenticate', 'login', 'version'],
  // Without the master password. Production mode shuts the whole service.
  db: ['db_exist', 'list', 'list_lang', 'server_version'],
};
