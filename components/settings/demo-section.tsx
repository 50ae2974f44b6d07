import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Pill } from "@/components/ui/pill";
import { setDemoChatbotAction } from "@/lib/members/actions";
import { SettingForm } from "./setting-form";

type Props = { chatbot: "on" | "off"; mayChange: boolean };

/** The demo's synthetic chatbot: the traffic that makes an empty house look lived in. */
export function DemoSection({ chatbot, mayChange }: Props) {
  const on = chatbot === "on";
  return (
    <Card>
      <CardHead title="Demo">
        <Pill look={on ? "accent" : "plain"} sign={on ? "dot" : "ring"}>
          {on ? "Chatting" : "Quiet"}
        </Pill>
      </CardHead>
      <CardBody className="grid gap-3">
        <p className="text-pretty text-ink-2">
          A synthetic chatbot claims coupons and sends usage, all under the source{" "}
          <span className="font-mono">demo</span>. It follows the promotion switch as a real one does, sends
          about two events a second, and rests two hours after a start.
        </p>
        {mayChange ? (
          <SettingForm
            action={setDemoChatbotAction}
            fields={{ value: on ? "off" : "on" }}
            pendingLabel={on ? "Turning it off…" : "Turning it on…"}
          >
            {on ? "Turn the synthetic chatbot off" : "Turn the synthetic chatbot on"}
          </SettingForm>
        ) : (
          <p className="text-meta text-ink-3">An administrator turns it on and off.</p>
        )}
      </CardBody>
    </Card>
  );
}
