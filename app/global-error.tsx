"use client";

type Props = { error: unknown; retry: () => void };

// the last resort: even the root layout failed, so no styles of ours can be counted on
export default function GlobalError({ retry }: Props) {
  return (
    <html lang="en">
      <body
        style={{ font: "16px/24px system-ui", margin: "12vh auto", maxWidth: "36rem", padding: "0 16px" }}
      >
        <title>Could not be shown · Sluice</title>
        <h1>Sluice could not be shown</h1>
        <p>
          Only this page failed: coupons, usage and the promotion switch are kept in the database and were not
          touched.
        </p>
        <button type="button" onClick={retry}>
          Try again
        </button>
      </body>
    </html>
  );
}
