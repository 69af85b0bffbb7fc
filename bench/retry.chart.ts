/** How many requests came in each bin of time. */
export type Curve = { name: string; tone: "rough" | "calm"; bins: number[] };

type Axes = { binMs: number; endSeconds: number; most: number; stepSeconds: number; stepMost: number };

const [width, height] = [760, 400];
const frame = { left: 64, right: 16, top: 64, bottom: 48 };

const style = `
  text { font: 13px system-ui, sans-serif; fill: #4b5563 }
  .title { font-size: 16px; font-weight: 600; fill: #111827 }
  .grid { stroke: #e5e7eb }
  .rough { stroke: #d9480f; fill: #d9480f }
  .calm { stroke: #0b7285; fill: #0b7285 }
  path { stroke-width: 1.5; fill-opacity: 0.25 }
  .paper { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #a8b0bd } .title { fill: #f3f4f6 } .grid { stroke: #374151 } .paper { fill: #14181f }
    .rough { stroke: #ff922b; fill: #ff922b } .calm { stroke: #3bc9db; fill: #3bc9db }
  }`;

/** Draws curves of requests per second over time into one SVG that follows the reader's light or dark. */
export function drawCurves(title: string, curves: Curve[], axes: Axes): string {
  const x = (seconds: number) => frame.left + (seconds / axes.endSeconds) * (width - frame.left - frame.right);
  const y = (rate: number) => height - frame.bottom - (rate / axes.most) * (height - frame.top - frame.bottom);
  const count = (end: number, step: number) => Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step);
  const outline = ({ bins }: Curve) => {
    const steps = bins.map((came, i) => {
      const level = y((came * 1000) / axes.binMs).toFixed(1);
      return `V${level}H${x(((i + 1) * axes.binMs) / 1000).toFixed(1)}`;
    });
    return `M${x(0)} ${y(0)}${steps.join("")}V${y(0)}Z`;
  };
  const rows = count(axes.most, axes.stepMost).map(
    (rate) =>
      `<path class="grid" d="M${x(0)} ${y(rate)}H${x(axes.endSeconds)}"/>` +
      `<text x="${x(0) - 8}" y="${y(rate) + 4}" text-anchor="end">${rate}</text>`,
  );
  const columns = count(axes.endSeconds, axes.stepSeconds).map(
    (seconds) => `<text x="${x(seconds)}" y="${height - 26}" text-anchor="middle">${seconds}</text>`,
  );
  const legend = curves.map(
    ({ name, tone }, i) =>
      `<rect class="${tone}" x="${frame.left + i * 190}" y="36" width="12" height="12" rx="2"/>` +
      `<text x="${frame.left + 20 + i * 190}" y="47">${name}</text>`,
  );
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">`,
    `<style>${style}\n</style>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    `<text class="title" x="${frame.left}" y="24">${title}</text>`,
    ...legend,
    ...rows,
    ...columns,
    `<text x="${x(axes.endSeconds)}" y="${height - 6}" text-anchor="end">seconds</text>`,
    ...curves.map((curve) => `<path class="${curve.tone}" d="${outline(curve)}"/>`),
  ];
  return `${lines.join("\n")}\n</svg>\n`;
}
