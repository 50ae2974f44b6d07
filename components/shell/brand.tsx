/** The mark: a gate in the water. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" className={className}>
      <rect x="9.5" y="1" width="3" height="20" rx="1.5" fill="currentColor" />
      <path
        d="M1 8.5c1.5-1.4 3-1.4 4.2 0M1 13c1.5-1.4 3-1.4 4.2 0M1 17.5c1.5-1.4 3-1.4 4.2 0M16 13c1.5-1.4 3-1.4 4.5 0M16 17.5c1.5-1.4 3-1.4 4.5 0"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
    </svg>
  );
}

export function Brand() {
  return (
    <span className="flex items-center gap-2 text-title font-semibold">
      <BrandMark className="text-accent" />
      Sluice
    </span>
  );
}
