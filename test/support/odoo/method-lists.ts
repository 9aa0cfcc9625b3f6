import type { OdooMajor } from './odoo-version.ts';

const all: readonly OdooMajor[] = [16, 17, 18, 19];

/** Methods of every model that read, by the versions that have them. */
export const reads: Readonly<Record<string, readonly OdooMajor[]>> = {
  search: all,
  search_count: all,
  search_read: all,
  read: all,
  read_group: all,
  name_search: all,
  web_search_read: all,
  web_read_group: all,
  read_progress_bar: all,
  fields_get: all,
  default_get: all,
  onchange: all,
  get_views: all,
  get_view: all,
  search_panel_select_range: all,
  search_panel_select_multi_range: all,
  get_metadata: all,
  get_external_id: all,
  export_data: all,
  get_formview_id: all,
  get_formview_action: all,
  load_views: [16],
  fields_view_get: [16],
  name_get: [16],
  check_access_rights: [16, 17, 18],
  get_property_definition: [17, 18, 19],
  get_field_translations: all,
  web_read: [17, 18, 19],
  search_fetch: [17, 18, 19],
  check_access: [18, 19],
  has_access: [18, 19],
  web_name_search: [19],
  formatted_read_group: [19],
  formatted_read_grouping_sets: [19],
};

/** Methods of every model that write. */
export const writes: Readonly<Record<string, readonly OdooMajor[]>> = {
  create: all,
  name_create: all,
  write: all,
  unlink: all,
  copy: all,
  load: all,
  action_archive: all,
  action_unarchive: all,
  toggle_active: [16, 17, 18],
  message_post: all,
  update_field_translations: all,
  web_override_translations: [18, 19],
  web_save: [17, 18, 19],
  web_save_multi: [19],
  web_resequence: [19],
};

/** Methods of one model. */
export const ownReads: Readonly<Record<string, readonly string[]>> = {
  'res.users': ['context_get', 'systray_get_activities'],
  'res.lang': ['get_installed'],
  'res.partner': ['get_mention_suggestions', 'im_search'],
  'sale.order': ['action_preview_sale_order'],
  'mail.activity': ['activity_format', 'get_activity_data'],
};

export const ownWrites: Readonly<Record<string, readonly string[]>> = {
  'crm.lead': ['action_set_won', 'action_set_lost', 'redirect_lead_opportunity_view'],
  'sale.order': ['action_confirm', 'action_cancel', 'action_quotation_send', 'button_unlock'],
  'product.template': ['action_update_quantity_on_hand'],
  'ir.config_parameter': ['set_param'],
  'mail.activity': ['action_feedback', 'action_done'],
};
