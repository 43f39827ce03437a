/** How the learner wants the pages to look and move; shown on the root element as data attributes. */
export const SETTINGS = {
  theme: ['system', 'light', 'dark'],
  motion: ['system', 'still'],
  text: ['normal', 'large', 'larger'],
} as const;

export type SettingName = keyof typeof SETTINGS;
export type Settings = { readonly [Name in SettingName]: (typeof SETTINGS)[Name][number] };

export const DEFAULT_SETTINGS: Settings = { theme: 'system', motion: 'system', text: 'normal' };

/** Unknown values become the default: a setting is never worth an error. */
export function readSettings(stored: Readonly<Record<string, unknown>>): Settings {
  const pick = <Name extends SettingName>(name: Name): Settings[Name] => {
    const known: readonly string[] = SETTINGS[name];
    const value = stored[name];
    return (
      typeof value === 'string' && known.includes(value) ? value : DEFAULT_SETTINGS[name]
    ) as Settings[Name];
  };
  return { theme: pick('theme'), motion: pick('motion'), text: pick('text') };
}

export function applySettings(root: { readonly dataset: DOMStringMap }, settings: Settings): void {
  for (const name of Object.keys(SETTINGS) as SettingName[]) root.dataset[name] = settings[name];
}
