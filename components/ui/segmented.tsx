import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

const rail = "inline-flex max-w-full flex-wrap gap-0.5 rounded-control bg-sunken p-0.5";
const cell =
  "inline-flex min-h-7 items-center justify-center gap-1.5 rounded-[5px] px-2.5 text-meta font-medium whitespace-nowrap text-ink-2 hover:text-ink";
const chosen = "bg-surface text-ink shadow-[0_0_0_1px_var(--line-strong)]";

type Choice = { value: string; label: ReactNode };
type Props = Omit<ComponentProps<"input">, "type" | "value" | "defaultValue" | "size"> & {
  legend: string;
  /** Shows the legend as a label above; else only screen readers have it. */
  showLegend?: boolean;
  name: string;
  choices: readonly Choice[];
  value?: string;
  defaultValue?: string;
  onValueChange?: (value: string) => void;
};

/** One of a few, all in sight: radio buttons beneath, so arrow keys and plain forms work. */
export function Segmented({
  legend,
  showLegend = false,
  choices,
  value,
  defaultValue,
  onValueChange,
  className,
  ...rest
}: Props) {
  return (
    <fieldset className={cn("min-w-0", className)}>
      <legend className={showLegend ? "mb-1 text-meta font-medium text-ink-2" : "sr-only"}>{legend}</legend>
      <div className={rail}>
        {choices.map((choice) => (
          <label
            key={choice.value}
            className={cn(
              cell,
              "cursor-pointer has-checked:bg-surface has-checked:text-ink has-checked:shadow-[0_0_0_1px_var(--line-strong)] has-focus-visible:outline-2 has-focus-visible:outline-accent",
            )}
          >
            <input
              {...rest}
              type="radio"
              value={choice.value}
              // for styles that follow the choice without JavaScript; a class name may not hold an underscore
              data-choice={choice.value.replaceAll("_", "-")}
              className="sr-only"
              {...(value === undefined
                ? { defaultChecked: choice.value === defaultValue }
                : { checked: choice.value === value, onChange: () => onValueChange?.(choice.value) })}
            />
            {choice.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** The same look for views that are URLs: links, of which one is the current. */
export function SegmentedLinks({
  label,
  items,
}: {
  label: string;
  items: { href: string; label: ReactNode; current: boolean }[];
}) {
  return (
    <nav aria-label={label} className={rail}>
      {items.map((item) => (
        <Link
          key={item.href}
          href={item.href}
          aria-current={item.current ? "true" : undefined}
          className={cn(cell, item.current && chosen)}
        >
          {item.label}
        </Link>
      ))}
    </nav>
  );
}
