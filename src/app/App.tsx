import { Component, lazy, type ReactNode, Suspense } from 'react';
import { useStore } from 'zustand';
import { dismiss, notices } from '../state/notices';
import { progress } from '../state/progress';

const Lesson = lazy(() =>
  import('../lesson/LessonPage').then((module) => ({ default: module.LessonPage })),
);

export function App() {
  return (
    <>
      <a className="skip" href="#main">
        Skip to the lesson
      </a>
      <header className="bar">
        <a className="wordmark" href="./">
          Podpath
        </a>
        <nav aria-label="Lesson">
          <a href="#three-networks">Networks</a>
          <a href="#clusterip">ClusterIP</a>
          <a href="#troubleshooting">Troubleshoot</a>
          <a href="#quiz">Quiz</a>
        </nav>
        <ThemeSwitch />
      </header>
      <Notice />
      <main id="main">
        <Boundary>
          <Suspense fallback={<p className="loading">The lesson is being unpacked …</p>}>
            <Lesson />
          </Suspense>
        </Boundary>
      </main>
      <footer className="foot">
        <p>
          Everything on this page is computed in this tab by a simulated cluster. Nothing is sent
          anywhere.
        </p>
      </footer>
    </>
  );
}

function ThemeSwitch() {
  const theme = useStore(progress, (state) => state.theme);
  return (
    <label className="theme">
      Theme
      <select
        value={theme}
        onChange={(event) =>
          progress.setState({ theme: event.target.value as 'system' | 'light' | 'dark' })
        }
      >
        <option value="system">as the system</option>
        <option value="light">light</option>
        <option value="dark">dark</option>
      </select>
    </label>
  );
}

function Notice() {
  const text = useStore(notices, (state) => state.text);
  if (!text) return null;
  return (
    <div className="notice" role="status">
      <p>{text}</p>
      <button type="button" onClick={dismiss}>
        Understood
      </button>
    </div>
  );
}

class Boundary extends Component<
  { readonly children: ReactNode },
  { readonly message: string | null }
> {
  override state = { message: null };

  static getDerivedStateFromError(error: Error) {
    return { message: error.message };
  }

  override render() {
    if (this.state.message === null) return this.props.children;
    return (
      <div className="notice" role="alert">
        <p>This part of the page failed: {this.state.message}</p>
        <button type="button" onClick={() => this.setState({ message: null })}>
          Try again
        </button>
      </div>
    );
  }
}
