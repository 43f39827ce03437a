/** Gives a file that was made in the page to the learner's disk. */
export function save(name: string, content: Uint8Array | string, type: string): void {
  const part = typeof content === 'string' ? content : new Uint8Array(content);
  const address = URL.createObjectURL(new Blob([part], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download may not have begun when click returns.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
