// Suggests products below the search field while somebody types; Enter searches, as without it.
const DELAY_MS = 150;
const QUERY = 'query Suggest($words: String!) { search(words: $words, first: 5) { slug name } }';

const field = document.querySelector('#search');
if (field) {
  const list = document.createElement('ul');
  list.className = 'suggestions';
  list.hidden = true;
  field.form.append(list);
  let timer;
  let newest = 0;

  field.setAttribute('autocomplete', 'off');
  field.addEventListener('input', () => {
    clearTimeout(timer);
    newest += 1;
    const number = newest;
    timer = setTimeout(async () => {
      const products = field.value.trim() === '' ? [] : await suggest(field.value);
      // An answer that was overtaken by a later one would show what nobody asks any more.
      if (number === newest) {
        show(list, products);
      }
    }, DELAY_MS);
  });
  field.form.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') {
      list.hidden = true;
      field.focus();
    }
  });
  field.form.addEventListener('focusout', ({ relatedTarget }) => {
    if (!field.form.contains(relatedTarget)) {
      list.hidden = true;
    }
  });
}

async function suggest(words) {
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: QUERY, variables: { words } }),
    });
    return response.ok ? ((await response.json()).data?.search ?? []) : [];
  } catch {
    return [];
  }
}

function show(list, products) {
  list.replaceChildren(
    ...products.map(({ slug, name }) => {
      const link = document.createElement('a');
      link.href = `/products/${slug}`;
      link.textContent = name;
      const item = document.createElement('li');
      item.append(link);
      return item;
    }),
  );
  list.hidden = products.length === 0;
}
