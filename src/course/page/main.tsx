import { createRoot } from 'react-dom/client';
import '../../diagram/tokens.css';
import '../embed/embed.css';
import './page.css';
import { adoptStyles, pageStyles } from '../embed/css';
import { EmbedThis } from './EmbedThis';

const root = document.getElementById('root');
if (root) {
  adoptStyles(document, pageStyles());
  createRoot(root).render(<EmbedThis />);
}
