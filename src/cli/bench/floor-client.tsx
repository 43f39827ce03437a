import { hydrateRoot } from 'react-dom/client';
import { Floor } from './Floor';

const root = document.getElementById('root');
if (root) hydrateRoot(root, <Floor />);
