import { Pause } from "lucide-react";
import { Button } from "@/components/ui/button";

/**
 * The header's right end: the state of the flow and the one button. An element in here with data-flow="paused" turns
 * the whole header amber.
 */
export function FlowSlot() {
  return (
    <form method="post" action="/pause" className="ml-auto">
      <Button kind="pause" size="large" type="submit" className="min-w-44">
        <Pause aria-hidden fill="currentColor" strokeWidth={0} />
        Pause promotions
      </Button>
    </form>
  );
}
