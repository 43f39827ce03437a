export interface Flaky {
  readonly where: string;
  readonly title: string;
  readonly error: string;
}
export declare const RETRIES: number;
interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly flaky: readonly Flaky[];
}
export declare function withFlaky(passed: number, failed: number, flaky: readonly Flaky[]): Counts;
export declare function readBrowserReport(
  file: string,
): Counts & { readonly skipped: ReadonlyMap<string, number> };
export declare function tellFlaky(flaky: readonly Flaky[]): void;
