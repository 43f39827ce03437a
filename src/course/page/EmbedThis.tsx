/** The page for authors: choose a piece, see it, take the snippet or the package. */
export function EmbedThis() {
  return (
    <main className="builder">
      <h1>Put Podpath into your course</h1>
    </main>
  );
}
