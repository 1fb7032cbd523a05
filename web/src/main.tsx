import './styles/tokens.css';
import './styles/base.css';

import { createRoot } from 'react-dom/client';

import { App } from './app.js';
import { applyScheme } from './shell/scheme.js';

applyScheme();
createRoot(document.getElementById('app')!).render(<App />);
