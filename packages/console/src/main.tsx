import './style/tokens.css';
import './style/base.css';
import './components/components.css';
import './shell/shell.css';
import './shell/threshold.css';
// A part of every language: here it is no file of its own.
import './texts/counting.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { readEnvironment } from './environment/console-environment.ts';
import { recall } from './environment/remembered.ts';
import { applyTheme, currentTheme } from './environment/theme.ts';
import { App } from './shell/app.tsx';
import { createParts } from './shell/create-parts.ts';
import { pickLanguage } from './texts/languages.ts';

const language = pickLanguage([recall('language'), ...navigator.languages]);
const loading = language.load();
const parts = createParts(readEnvironment(document));
applyTheme(currentTheme());

const place = document.getElementById('console');
if (place === null) throw new Error('Expected an element #console in index.html.');
const root = createRoot(place);
// Not awaited: texts import from this file, and would wait until it has run to its end.
void loading.then((texts) =>
  root.render(
    <StrictMode>
      <App parts={parts} startingLanguage={language} startingTexts={texts} />
    </StrictMode>,
  ),
);
