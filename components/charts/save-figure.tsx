"use client";

import { Download, Image as Picture } from "lucide-react";
import { type RefObject, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { toCsv } from "@/lib/kernel/csv";
import { fileName, saveFile } from "./download";
import { drawPng } from "./draw-png";

/** Plain numbers, exact. */
export type FigureCsv = { head: string[]; rows: (string | number | null)[][] };

type Props = {
  title: string;
  csv: FigureCsv | (() => FigureCsv);
  /** What the picture shows; without it the section that these buttons stand in. */
  picture?: RefObject<HTMLElement | null>;
};

/** A figure's CSV and PNG. */
export function SaveFigure({ title, csv, picture }: Props) {
  const [failed, setFailed] = useState(false);
  const own = useRef<HTMLDivElement>(null);

  function saveCsv() {
    const { head, rows } = typeof csv === "function" ? csv() : csv;
    saveFile(`${fileName(title)}.csv`, new Blob([toCsv(head, rows)], { type: "text/csv;charset=utf-8" }));
  }

  async function savePng() {
    const root = picture?.current ?? own.current?.closest("section");
    if (!root) return;
    try {
      saveFile(`${fileName(title)}.png`, await drawPng(root));
      setFailed(false);
    } catch {
      setFailed(true);
    }
  }

  return (
    <div ref={own} data-png="skip" className="flex flex-wrap items-center gap-1 scripted-off:hidden">
      {failed && (
        <p role="alert" className="text-meta text-red">
          This browser could not draw the picture. The CSV and the table have the same figures.
        </p>
      )}
      <Button kind="quiet" size="small" onClick={saveCsv}>
        <Download aria-hidden strokeWidth={1.5} />
        CSV
      </Button>
      <Button kind="quiet" size="small" onClick={savePng}>
        <Picture aria-hidden strokeWidth={1.5} />
        PNG
      </Button>
    </div>
  );
}
