interface Flaky {
  readonly where: string;
  readonly title: string;
  readonly error: string;
}
export declare const RETRIES: number;
export declare function readBrowserReport(file: string): {
  readonly passed: number;
  readonly failed: number;
  readonly flaky: readonly Flaky[];
  readonly skipped: ReadonlyMap<string, number>;
};
export declare function tellFlaky(flaky: readonly Flaky[]): void;
