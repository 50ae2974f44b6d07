/** What Sluice uses of nodemailer: its own types would bring the SDK of a cloud with them. */
declare module "nodemailer" {
  export type Mail = {
    from: string;
    to: string[];
    subject: string;
    text: string;
    html: string;
    messageId: string;
    attachments: { filename: string; content: string; contentType: string }[];
  };
  export type Options = {
    url: string;
    connectionTimeout: number;
    greetingTimeout: number;
    socketTimeout: number;
    disableFileAccess: boolean;
    disableUrlAccess: boolean;
  };
  export type Sent = { accepted: unknown[]; rejected: unknown[] };
  const nodemailer: {
    createTransport(options: Options): { sendMail(mail: Mail): Promise<Sent>; close(): void };
  };
  export default nodemailer;
}
