import { createRoot } from 'react-dom/client';
import '../diagram/tokens.css';
import './app.css';
import { connectStorage, progress } from '../state/progress';
import { App } from './App';

connectStorage(window.localStorage);
const applyTheme = (theme: string): void => {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
};
applyTheme(progress.getState().theme);
progress.subscribe((state) => applyTheme(state.theme));

const root = document.getElementById('root');
if (root) createRoot(root).render(<App />);
