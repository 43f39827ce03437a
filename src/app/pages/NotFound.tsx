/** Answers any address that leads nowhere. */
export function NotFound() {
  return (
    <article className="lesson">
      <h1>No route to this page</h1>
      <p className="lead">
        The address was looked up and nothing matched, so it ends here, with an answer and not with
        a timeout.
      </p>
      <ul>
        <li>
          <a href="./index.html">Home</a>
        </li>
        <li>
          <a href="./osi-meets-kubernetes.html">The lesson</a>
        </li>
        <li>
          <a href="./glossary.html">The glossary</a>
        </li>
      </ul>
    </article>
  );
}
