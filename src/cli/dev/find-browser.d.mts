export declare const BROWSER_ARGUMENTS: readonly string[];
export declare function findBrowser(): Promise<{
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
  readonly from: string;
}>;
