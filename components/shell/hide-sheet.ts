import type { MouseEvent } from "react";

/** Closes the browser's popover around what was clicked: it would stay over the next page or dialog. */
export function hideSheetAround(event: MouseEvent<HTMLElement>): void {
  event.currentTarget.closest<HTMLElement>("[popover]")?.hidePopover();
}
