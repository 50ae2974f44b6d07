/** Why a file was not taken: a sentence, and by field what to mend. */
export type NotTaken = { detail: string; errors: Record<string, string> };
export type Sending = { answered: Promise<NotTaken | null>; stop: () => void };

type Problem = { detail?: string; errors?: { pointer: string; detail: string }[] };

function toNotTaken(text: string): NotTaken {
  let problem: Problem = {};
  try {
    problem = JSON.parse(text);
  } catch {
    // a proxy's own page
  }
  const errors = (problem.errors ?? []).map(({ pointer, detail }): [string, string] => [
    pointer.replace(/^#\/?(query\/)?/, "") || "file",
    detail,
  ]);
  return { detail: problem.detail ?? "The file was not taken.", errors: Object.fromEntries(errors) };
}

/** Sends a file as it is; fetch does not tell how much of it is on its way, so the older way it is. */
export function sendFile(
  path: string,
  file: File,
  contentType: string,
  onShare: (share: number) => void,
): Sending {
  const request = new XMLHttpRequest();
  const answered = new Promise<NotTaken | null>((resolve) => {
    const lost = { detail: "The file did not arrive. Check the connection and send it again.", errors: {} };
    request.upload.onprogress = ({ loaded, total }) => onShare(total > 0 ? loaded / total : 0);
    request.onload = () => resolve(request.status < 300 ? null : toNotTaken(request.responseText));
    request.onerror = () => resolve(lost);
    request.onabort = () => resolve({ detail: "Stopped. Nothing was imported.", errors: {} });
  });
  request.open("POST", path);
  request.setRequestHeader("content-type", contentType);
  request.send(file);
  return { answered, stop: () => request.abort() };
}
