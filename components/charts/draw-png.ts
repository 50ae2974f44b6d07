const SCALE = 2;
const drawn = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "fill-opacity",
  "opacity",
];

type Place = { left: number; top: number };

/** The SVG as it looks now, variables of the theme resolved, without its texts (they are drawn with the page's font). */
function toImage(svg: SVGSVGElement): Promise<HTMLImageElement> {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll<SVGElement>("*");
  copy.querySelectorAll<SVGElement>("*").forEach((element, index) => {
    const original = originals[index];
    if (!original) return;
    const style = getComputedStyle(original);
    for (const name of drawn) element.style.setProperty(name, style.getPropertyValue(name));
  });
  for (const text of copy.querySelectorAll("text")) text.remove();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  return image.decode().then(() => image);
}

const isShown = (element: Element) =>
  element.checkVisibility() && !element.closest("[data-png=skip], .sr-only");

function drawBoxes(context: CanvasRenderingContext2D, root: HTMLElement, origin: Place): void {
  for (const box of root.querySelectorAll<HTMLElement>("[data-png=box]")) {
    if (!isShown(box)) continue;
    const { left, top, width, height } = box.getBoundingClientRect();
    context.fillStyle = getComputedStyle(box).backgroundColor;
    context.fillRect(left - origin.left, top - origin.top, Math.max(1, width), height);
  }
}

function drawTexts(context: CanvasRenderingContext2D, root: HTMLElement, origin: Place): void {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  context.textBaseline = "middle";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    const text = node.textContent ?? "";
    if (!element || !text.trim() || !isShown(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const { left, top, height } = range.getBoundingClientRect();
    const style = getComputedStyle(element);
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    context.fillStyle = element instanceof SVGElement ? style.fill : style.color;
    context.fillText(text, left - origin.left, top - origin.top + height / 2);
  }
}

/** What a chart shows now, at twice its size, on the colour it stands on. */
export async function drawPng(root: HTMLElement): Promise<Blob> {
  const origin = root.getBoundingClientRect();
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(origin.width * SCALE);
  canvas.height = Math.ceil(origin.height * SCALE);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser draws no canvas");
  context.scale(SCALE, SCALE);
  context.fillStyle = getComputedStyle(root).backgroundColor;
  context.fillRect(0, 0, origin.width, origin.height);
  drawBoxes(context, root, origin);
  for (const svg of root.querySelectorAll<SVGSVGElement>("svg.recharts-surface")) {
    if (!isShown(svg)) continue;
    const { left, top, width, height } = svg.getBoundingClientRect();
    context.drawImage(await toImage(svg), left - origin.left, top - origin.top, width, height);
  }
  drawTexts(context, root, origin);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is empty"))), "image/png"),
  );
}
