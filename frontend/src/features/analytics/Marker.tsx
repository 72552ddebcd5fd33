import type { Line, Shape } from "./series";

interface Props {
  cx: number;
  cy: number;
  shape: Shape;
  color: string;
}

/** A point of a line, in the line's shape. Filled with the surface, so that the line stays readable. */
export function Marker({ cx, cy, shape, color }: Props) {
  const look = { fill: "var(--surface)", stroke: color, strokeWidth: 1.75 };
  if (shape === "circle") return <circle cx={cx} cy={cy} r={3.5} {...look} />;
  if (shape === "square") return <rect x={cx - 3.25} y={cy - 3.25} width={6.5} height={6.5} {...look} />;
  const points = {
    triangle: [`${cx},${cy - 4.5}`, `${cx + 4.25},${cy + 3}`, `${cx - 4.25},${cy + 3}`],
    diamond: [`${cx},${cy - 4.5}`, `${cx + 4.5},${cy}`, `${cx},${cy + 4.5}`, `${cx - 4.5},${cy}`],
  };
  return <polygon points={points[shape].join(" ")} {...look} />;
}

/** A short piece of a line, as the legend shows it. */
export function Sample({ line }: { line: Line }) {
  return (
    <svg width={36} height={12} aria-hidden focusable={false}>
      <line
        x1={0}
        y1={6}
        x2={36}
        y2={6}
        stroke={line.color}
        strokeWidth={2}
        strokeDasharray={line.dash}
      />
      <Marker cx={18} cy={6} shape={line.shape} color={line.color} />
    </svg>
  );
}
