// Keeps what is typed into a form with data-autosave, a second after the last key. Without JavaScript nothing is lost
// but the draft.
const AUTOSAVE_DELAY_MS = 1000;

for (const form of document.querySelectorAll('form[data-autosave]')) {
  const state = document.createElement('p');
  state.className = 'hint';
  state.setAttribute('role', 'status');
  form.append(state);
  let timer;
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => save(form, state), AUTOSAVE_DELAY_MS);
  });
}

async function save(form, state) {
  try {
    const response = await fetch(form.dataset.autosave, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(Object.fromEntries(new FormData(form))),
    });
    state.textContent = response.ok ? 'Draft kept.' : 'The draft could not be kept; your text is still here.';
  } catch {
    state.textContent = 'The draft could not be kept; your text is still here.';
  }
}
