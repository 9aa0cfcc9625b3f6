import {
  accessDenied,
  accessError,
  builtin,
  httpError,
  keyError,
  missingError,
  notFound,
  OdooError,
  sessionExpired,
  userError,
} from './odoo-error.ts';
import type { OdooVersion } from './odoo-version.ts';

const secret = 'select secret from vault';

/**
 * Methods of the model `test.errors`, by what they raise. Texts of the technical ones hold what must not be shown.
 * The same names stand for the website's routes `/test_errors/<name>`.
 */
const raising: Readonly<Record<string, () => OdooError>> = {
  // Business errors: their texts are for people.
  raise_user_error: () => userError('The quotation is already confirmed.'),
  raise_validation_error: () =>
    new OdooError('odoo.exceptions.ValidationError', 'The discount must lie between 0 and 100.'),
  raise_access_error: () => accessError('You are not allowed to modify Sales Order (sale.order) records.'),
  raise_access_denied: () => accessDenied(),
  raise_missing_error: () => missingError('sale.order', 404),
  raise_redirect_warning: () => {
    const message = 'No chart of accounts is configured.';
    return new OdooError('odoo.exceptions.RedirectWarning', message, {
      arguments: [message, 17, 'Go to the settings', { active_id: 1 }],
    });
  },
  raise_lock_error: () => new OdooError('odoo.exceptions.LockError', 'The record is used by somebody else.'),
  raise_missing_action: () =>
    new OdooError('odoo.addons.web.controllers.action.MissingActionError', 'The action 999 does not exist'),
  raise_server_action_warning: () =>
    new OdooError(
      'odoo.addons.base.models.ir_actions.ServerActionWithWarningsError',
      'Server action Archive has one or more warnings, address them first.',
    ),
  raise_session_expired: sessionExpired,
  raise_forbidden: () => httpError(403, 'Forbidden', 'The document belongs to somebody else.'),
  // Technical errors.
  raise_not_found: notFound,
  raise_value_error: () => builtin('ValueError', `invalid literal: ${secret}`),
  raise_key_error: () => keyError(secret),
  raise_type_error: () => builtin('TypeError', `unsupported operand: ${secret}`),
  raise_zero_division: () => builtin('ZeroDivisionError', `division by zero in ${secret}`),
  raise_not_null: () =>
    new OdooError(
      'psycopg2.errors.NotNullViolation',
      `null value in column "partner_id" of relation "sale_order" violates not-null constraint\n${secret}\n`,
      {
        arguments: [
          `null value in column "partner_id" of relation "sale_order" violates not-null constraint\n${secret}\n`,
        ],
      },
    ),
  raise_bad_request: () => httpError(400, 'BadRequest', secret),
  raise_server_error: () => httpError(500, 'InternalServerError', secret),
  raise_json_error: () => new OdooError('json.decoder.JSONDecodeError', `Expecting value: ${secret}`),
  raise_tools_error: () =>
    new OdooError('odoo.tools.safe_eval.SafeEvalError', `forbidden opcode in ${secret}`),
  // A module's own: business or not is what a list says.
  raise_module_error: () => new OdooError('odoo.addons.acme.exceptions.AcmeWarning', 'The crane is in use.'),
};

/** Names that 19 alone knows. */
const sinceNineteen = new Set(['raise_lock_error', 'raise_server_action_warning']);

export function raisedBy(method: string, { major }: OdooVersion): OdooError | undefined {
  if (sinceNineteen.has(method) && major < 19) return undefined;
  return Object.hasOwn(raising, method) ? raising[method]?.() : undefined;
}
