import './style/tokens.css';
import './style/base.css';
import './components/components.css';
import './shell/shell.css';
import './shell/threshold.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { readEnvironment } from './environment/console-environment.ts';
import { recall } from './environment/remembered.ts';
import { applyTheme, currentTheme } from './environment/theme.ts';
import { App } from './shell/app.tsx';
import { createParts } from './shell/create-parts.ts';
import { pickLanguage } from './texts/languages.ts';

const parts = createParts(readEnvironment(document));
const language = pickLanguage([recall('language'), ...navigator.languages]);
applyTheme(currentTheme());

const place = document.getElementById('console');
if (place === null) throw new Error('Expected an element #console in index.html.');
const root = createRoot(place);
const texts = await language.load();
root.render(
  <StrictMode>
    <App parts={parts} startingLanguage={language} startingTexts={texts} />
  </StrictMode>,
);
