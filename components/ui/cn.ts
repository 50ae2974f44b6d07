import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

// our own sizes: without this text-body would be taken for a colour and drop text-ink
const sizes = ["axis", "meta", "body", "lead", "section", "title", "heading", "sentence", "figure", "thumb"];
const merge = extendTailwindMerge({
  extend: {
    theme: { text: sizes, radius: ["control", "card"], shadow: ["float"] },
  },
});

/** Class names joined; of two that set the same property the later one stands. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
