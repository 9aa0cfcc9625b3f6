/**
 * What of Odoo's web client answers to errors, as measured in Chromium on 16, 18 and 19 (facts, section 4) and no more: a
 * button that saves, and the dialogs. The rest of the client is not played.
 */
export const webClient = `'use strict';
(() => {
  const titles = {
    'odoo.exceptions.UserError': 'Invalid Operation',
    'odoo.exceptions.ValidationError': 'Validation Error',
    'odoo.exceptions.AccessError': 'Access Error',
  };
  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  };
  // core/errors/error_dialogs.js: RedirectWarningDialog, WarningDialog, RPCErrorDialog
  function show({ data = {}, code }) {
    if (code === 100) return location.reload();
    const dialog = element('div', 'o_dialog', '');
    dialog.setAttribute('role', 'dialog');
    const exception = data.context?.exception_class ?? data.name;
    const isKnown = exception in titles || exception === 'odoo.exceptions.RedirectWarning';
    if (data.name === 'odoo.exceptions.RedirectWarning') {
      const [message, action, label] = data.arguments;
      const button = element('button', 'btn btn-primary', label);
      button.addEventListener('click', () => {
        if (action.type === 'ir.actions.act_url') location.assign(action.url);
      });
      dialog.append(element('h4', 'modal-title', 'Odoo Warning'), element('p', 'modal-body', message), button);
    } else if (isKnown) {
      const title = titles[data.name] ?? 'Odoo Warning';
      dialog.append(element('h4', 'modal-title', title), element('p', 'modal-body', data.arguments?.[0] ?? data.message));
    } else {
      dialog.classList.add('o_error_dialog');
      const body = element('div', 'modal-body', 'An error occurred. ');
      body.append(element('button', 'btn btn-link', 'See technical details'));
      body.append(element('pre', 'o_error_detail', data.debug));
      dialog.append(element('h4', 'modal-title', 'Oops!'), body);
    }
    document.body.append(dialog);
  }
  async function call(model, method, args) {
    const response = await fetch('/web/dataset/call_kw/' + model + '/' + method, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ id: 1, jsonrpc: '2.0', method: 'call', params: { model, method, args, kwargs: {} } }),
    });
    const { error } = await response.json();
    if (error) show(error);
    else document.body.append(element('p', 'o_saved', 'Saved'));
  }
  for (const button of document.querySelectorAll('button[data-method]')) {
    button.addEventListener('click', () => call(button.dataset.model, button.dataset.method, JSON.parse(button.dataset.args)));
  }
})();
`;
