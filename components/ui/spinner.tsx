/** A turning ring in the colour of the text beside it. Says nothing to a screen reader: the words beside it do. */
export function Spinner() {
  return (
    <span
      aria-hidden
      className="spin inline-block size-3.5 shrink-0 rounded-full border-2 border-current/30 border-t-current"
    />
  );
}
