import type { ReportContent } from "./report-content";

const escapes: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? "");

/** The report in plain text, with the address of the very view. */
export function toReportText(content: ReportContent, link: string): string {
  const part = ({ title, head, rows }: ReportContent["parts"][number]) =>
    [title, ...[head, ...rows].map((cells) => `  ${cells.join(" | ")}`)].join("\n");
  return [
    content.title,
    content.about,
    content.figures.map(({ label, value, detail }) => `${label}: ${value} (${detail})`).join("\n"),
    ["Anomalies", ...content.anomalies.map((line) => `  ${line}`)].join("\n"),
    ...content.parts.map(part),
    ...content.notes,
    `The same days, live: ${link}`,
  ].join("\n\n");
}

const cell = "padding:4px 12px 4px 0;border-bottom:1px solid #ddd;text-align:left";

/** The same as a page of its own: no script, no picture, nothing fetched. */
export function toReportHtml(content: ReportContent, link: string): string {
  const table = ({ title, head, rows }: ReportContent["parts"][number]) =>
    `<h2 style="font-size:16px">${escapeHtml(title)}</h2><table style="border-collapse:collapse"><thead><tr>${head
      .map((name) => `<th style="${cell}">${escapeHtml(name)}</th>`)
      .join("")}</tr></thead><tbody>${rows
      .map(
        (cells) => `<tr>${cells.map((one) => `<td style="${cell}">${escapeHtml(one)}</td>`).join("")}</tr>`,
      )
      .join("")}</tbody></table>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(content.title)}</title></head><body style="font-family:system-ui,sans-serif;font-size:14px;color:#111;max-width:720px">
<h1 style="font-size:20px">${escapeHtml(content.title)}</h1><p style="color:#555">${escapeHtml(content.about)}</p>
<dl>${content.figures
    .map(
      ({ label, value, detail }) =>
        `<dt style="color:#555">${escapeHtml(label)}</dt><dd style="margin:0 0 8px"><b style="font-size:18px">${escapeHtml(value)}</b><br><span style="color:#555">${escapeHtml(detail)}</span></dd>`,
    )
    .join("")}</dl>
<h2 style="font-size:16px">Anomalies</h2><ul>${content.anomalies.map((line) => `<li>${escapeHtml(line)}</li>`).join("")}</ul>
${content.parts.map(table).join("\n")}
${content.notes.map((note) => `<p>${escapeHtml(note)}</p>`).join("")}
<p><a href="${escapeHtml(link)}">The same days, live</a></p></body></html>`;
}
