import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn";
import { FieldNote } from "./field";

type Props = Omit<ComponentProps<"input">, "type" | "size"> & { label: ReactNode; hint?: ReactNode };

/** A box with its words beside it; a click on the words counts. */
export function Checkbox({ label, hint, className, ...rest }: Props) {
  const id = useId();
  return (
    <div className={cn("flex items-start gap-2", className)}>
      <input
        id={id}
        type="checkbox"
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="mt-0.5 size-4 shrink-0 accent-accent"
        {...rest}
      />
      <div className="grid min-w-0">
        <label htmlFor={id}>{label}</label>
        <FieldNote id={`${id}-hint`} hint={hint} />
      </div>
    </div>
  );
}

/** On or off at once, drawn as a switch; a checkbox beneath, so that forms send it without JavaScript. */
export function Switch({ label, hint, className, ...rest }: Props) {
  const id = useId();
  return (
    <div className={cn("flex items-start gap-3", className)}>
      <span className="relative mt-0.5 inline-flex h-5 w-8 shrink-0">
        <input
          id={id}
          type="checkbox"
          // biome-ignore lint/a11y/useAriaPropsForRole: a native checkbox tells by itself whether it is checked
          role="switch"
          aria-describedby={hint ? `${id}-hint` : undefined}
          className="peer absolute inset-0 m-0 cursor-pointer appearance-none rounded-full bg-control transition-colors checked:bg-accent disabled:cursor-default disabled:opacity-60"
          {...rest}
        />
        <span
          aria-hidden
          className="pointer-events-none absolute top-[3px] left-[3px] size-3.5 rounded-full bg-surface transition-transform peer-checked:translate-x-3"
        />
      </span>
      <div className="grid min-w-0">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <FieldNote id={`${id}-hint`} hint={hint} />
      </div>
    </div>
  );
}
