import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Pill } from "@/components/ui/pill";
import { QrCode } from "./qr-code";
import { ConfirmForm, RemoveForm, RenewCodesForm } from "./second-factor-forms";

type Props = {
  isOn: boolean;
  /** Recovery codes that are left. */
  codesLeft: number;
  /** The address asks to add one. The form keeps its place when that has worked: it shows the recovery codes. */
  adding: boolean;
  /** A factor that is being added: its secret, and the same as an app reads it. */
  draft: { secret: string; otpauth: string } | null;
};

function Draft({ secret, otpauth }: { secret: string; otpauth: string }) {
  return (
    <>
      <p className="text-ink-2">
        Scan this with an authenticator app, or type the secret into it. Then give the code that it shows.
      </p>
      <QrCode text={otpauth} label="QR code for the authenticator app" />
      <p>
        <span className="block text-meta text-ink-3">Secret</span>
        <code className="font-mono wrap-anywhere">{secret.match(/.{1,4}/g)?.join(" ")}</code>
      </p>
    </>
  );
}

/** A code of one's phone beside the password: none, being added, or on. */
export function SecondFactorSection({ isOn, codesLeft, adding, draft }: Props) {
  return (
    <Card id="second-factor">
      <CardHead title="Second factor">{isOn && <Pill look="accent">On</Pill>}</CardHead>
      <CardBody className="grid gap-4">
        {adding ? (
          <ConfirmForm isOn={isOn}>{draft && <Draft {...draft} />}</ConfirmForm>
        ) : isOn ? (
          <>
            <p className="text-ink-2">
              Signing in asks for a code of your authenticator app. {codesLeft}{" "}
              {codesLeft === 1 ? "recovery code is" : "recovery codes are"} left.
            </p>
            <RenewCodesForm />
            <RemoveForm />
          </>
        ) : (
          <>
            <p className="text-ink-2">
              With a second factor, a password alone opens nothing: signing in also asks for a code of your
              phone.
            </p>
            <div>
              <Button asChild>
                <Link href="/settings/account?add=second-factor#second-factor" prefetch={false}>
                  Add a second factor
                </Link>
              </Button>
            </div>
          </>
        )}
      </CardBody>
    </Card>
  );
}
