/** Gives the browser a file to save. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // the click has read it by then
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A file name of a chart's title: "Growth over spend" → "growth-over-spend". */
export function fileName(title: string): string {
  return (
    title
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-+|-+$/g, "") || "chart"
  );
}
