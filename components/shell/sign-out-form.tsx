import { LogOut } from "lucide-react";
import { SubmitButton } from "@/components/ui/submit-button";
import { signOutAction } from "@/lib/auth/actions";

/** A real form: it signs out without JavaScript too. */
export function SignOutForm() {
  return (
    <form action={signOutAction}>
      <SubmitButton pendingLabel="Signing out…" className="w-full">
        <LogOut aria-hidden strokeWidth={1.5} />
        Sign out
      </SubmitButton>
    </form>
  );
}
