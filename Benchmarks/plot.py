"""Two panels side by side in one SVG: a quantity against a count that grows."""
import math


def svg(*panels):
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 300" '
             'font-family="sans-serif" font-size="12">', '<rect width="760" height="300" fill="#fff"/>']
    for lines in panels:
        parts += lines
    return "\n".join([*parts, "</svg>"]) + "\n"


def panel(left, rows, series, target, title, note, counted):
    """Rows start with a count, drawn in logarithmic steps; each of `series` names a column, its colour and words."""
    width, top, bottom = 280, 40, 250
    highest = 1.15 * max(target, *(row[at] for row in rows for at, _, _ in series))
    first, last = math.log10(rows[0][0]), math.log10(rows[-1][0])

    def x(count):
        return left + width * ((math.log10(count) - first) / max(last - first, 1e-9))

    def y(value):
        return bottom - (bottom - top) * value / highest

    parts = [f'<text x="{left}" y="22" font-weight="bold">{title}</text>',
             f'<path d="M{left} {top}V{bottom}H{left + width}" fill="none" stroke="#444"/>',
             f'<path d="M{left} {y(target):.1f}h{width}" stroke="#999" stroke-dasharray="4 4"/>',
             f'<text x="{left + width}" y="{y(target) - 5:.1f}" text-anchor="end" fill="#555">{note}</text>']
    step = 10 ** math.floor(math.log10(highest / 2))
    step *= max(1, round(highest / step / 5))
    for value in range(0, int(highest) + 1, int(step)):
        parts.append(f'<text x="{left - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{value:,}</text>')
    for row in rows:
        parts.append(f'<text x="{x(row[0]):.1f}" y="{bottom + 18}" text-anchor="middle">{row[0]:,}</text>')
    parts.append(f'<text x="{left + width / 2}" y="{bottom + 38}" text-anchor="middle">{counted}</text>')
    for at, colour, name in series:
        points = [(x(row[0]), y(row[at])) for row in rows]
        parts.append(f'<polyline points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}" '
                     f'fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="{colour}"/>' for a, b in points]
        parts.append(f'<text x="{points[-1][0]:.1f}" y="{points[-1][1] - 9:.1f}" text-anchor="end" '
                     f'fill="{colour}">{name}</text>')
    return parts
