/** Storage that may throw at the very access (third-party and sandboxed frames): memory takes its place. */
export interface SafeStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  /** false when what is written is gone with the page */
  readonly isLasting: boolean;
}

function inMemory(): SafeStorage {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    isLasting: false,
  };
}

/** `access` reads the property itself, e.g. `() => window.localStorage`: that alone can throw. */
export function safeStorage(access: () => Storage): SafeStorage {
  let storage: Storage;
  try {
    storage = access();
    storage.getItem('podpath');
  } catch {
    return inMemory();
  }
  const fallback = inMemory();
  return {
    isLasting: true,
    getItem: (key) => fallback.getItem(key) ?? read(storage, key),
    setItem: (key, value) => {
      try {
        storage.setItem(key, value);
        fallback.removeItem(key);
      } catch {
        fallback.setItem(key, value);
      }
    },
    removeItem: (key) => {
      fallback.removeItem(key);
      try {
        storage.removeItem(key);
      } catch {
        // Nothing to remove where nothing could be kept.
      }
    },
  };
}

function read(storage: Storage, key: string): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}
