import "server-only";
import nodemailer, { type Mail } from "nodemailer";
import { EnvironmentError, readEnv } from "./env";

/** Whether e-mail can go out, or a sentence that says what is missing. */
export function mailSettings(): { ok: true; url: string; from: string } | { ok: false; detail: string } {
  try {
    const { SMTP_URL, MAIL_FROM } = readEnv("SMTP_URL", "MAIL_FROM");
    if (!SMTP_URL) return { ok: false, detail: "SMTP_URL is not set, so nothing is sent by e-mail." };
    if (!MAIL_FROM)
      return { ok: false, detail: "MAIL_FROM is not set: it is the address that reports come from." };
    return { ok: true, url: SMTP_URL, from: MAIL_FROM };
  } catch (error) {
    if (error instanceof EnvironmentError) return { ok: false, detail: error.message };
    throw error;
  }
}

const TIMEOUT_MS = 15_000;
/** A server that answers each line in time may still take for ever. */
const WHOLE_MS = 45_000;

/**
 * Hands a mail to the server of SMTP_URL; throws what the server or the network said, or that it took too long. Resolves
 * once it was taken for somebody, with how many addresses were refused.
 */
export async function sendMail(
  { url, from }: { url: string; from: string },
  mail: Omit<Mail, "from">,
): Promise<{ refused: number }> {
  const transport = nodemailer.createTransport({
    url,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`The mail server took longer than ${WHOLE_MS / 1000} seconds.`)),
      WHOLE_MS,
    );
  });
  const sending = transport.sendMail({ ...mail, from });
  sending.catch(() => undefined);
  try {
    const { rejected } = await Promise.race([sending, late]);
    return { refused: rejected.length };
  } finally {
    clearTimeout(timer);
    transport.close();
  }
}
