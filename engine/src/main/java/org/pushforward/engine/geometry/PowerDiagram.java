package org.pushforward.engine.geometry;

import java.util.Arrays;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;

/**
 * The power diagram of weighted sites in a rectangle (Aurenhammer 1987, doi:10.1137/0216006): cell i is where |x − yᵢ|² − wᵢ is least. Each
 * cell is the rectangle cut by the half-planes of other sites, the nearest first, until those farther away cannot reach it: about O(n) for
 * sites spread evenly, O(n²) at worst. A cell may be empty. Cells do not depend on the number of threads. Immutable.
 */
public final class PowerDiagram {

    /** The neighbour across an edge of the rectangle. */
    public static final int NOBODY = -1;
    private static final double SITES_A_BUCKET = 2;

    private final Polygon[] cells;

    /**
     * A convex polygon, counter-clockwise.
     *
     * @param xy corners x0, y0, x1, y1, …; empty where nothing is left
     * @param beyond of the edge from each corner to the next, the site on its other side
     */
    public record Polygon(double[] xy, int[] beyond) {

        static final Polygon EMPTY = new Polygon(new double[0], new int[0]);

        public int size() {
            return beyond.length;
        }

        public double area() {
            double twice = 0;
            for (int k = 0; k < size(); k++) {
                int l = (k + 1) % size();
                twice += xy[2 * k] * xy[2 * l + 1] - xy[2 * l] * xy[2 * k + 1];
            }
            return 0.5 * twice;
        }

        /** Where a·x ≤ b; edges along the cut have that site beyond. */
        public Polygon cut(double ax, double ay, double b, int site) {
            int n = size();
            double[] side = new double[n];
            boolean isWhole = true;
            for (int k = 0; k < n; k++) {
                side[k] = ax * xy[2 * k] + ay * xy[2 * k + 1] - b;
                isWhole &= side[k] <= 0;
            }
            if (isWhole) {
                return this;
            }
            double[] out = new double[2 * n + 4];
            int[] across = new int[n + 2];
            int m = 0;
            for (int k = 0; k < n; k++) {
                int l = (k + 1) % n;
                if (side[k] <= 0) {
                    out[2 * m] = xy[2 * k];
                    out[2 * m + 1] = xy[2 * k + 1];
                    across[m++] = beyond[k];
                }
                if (side[k] <= 0 != side[l] <= 0) {
                    double t = side[k] / (side[k] - side[l]);
                    out[2 * m] = xy[2 * k] + t * (xy[2 * l] - xy[2 * k]);
                    out[2 * m + 1] = xy[2 * k + 1] + t * (xy[2 * l + 1] - xy[2 * k + 1]);
                    across[m++] = side[k] <= 0 ? site : beyond[k];
                }
            }
            return m < 3 ? EMPTY : new Polygon(Arrays.copyOf(out, 2 * m), Arrays.copyOf(across, m));
        }

        static Polygon of(Rect r) {
            return new Polygon(new double[] {r.x0(), r.y0(), r.x1(), r.y0(), r.x1(), r.y1(), r.x0(), r.y1()}, new int[] {NOBODY, NOBODY, NOBODY, NOBODY});
        }
    }

    private PowerDiagram(Polygon[] cells) {
        this.cells = cells;
    }

    /**
     * @param sites x, y of each, inside the domain
     * @param weights one a site
     */
    public static PowerDiagram of(Rect domain, double[] sites, double[] weights, StepContext context) {
        int n = weights.length;
        Buckets buckets = new Buckets(domain, sites);
        double heaviest = Arrays.stream(weights).max().orElse(0);
        Polygon[] cells = new Polygon[n];
        context.workers().forRanges(n, 16, (from, end) -> {
            context.cancel().throwIfCancelled();
            for (int i = from; i < end; i++) {
                cells[i] = buckets.cell(i, sites, weights, heaviest);
            }
        });
        return new PowerDiagram(cells);
    }

    public Polygon cell(int i) {
        return cells[i];
    }

    public int size() {
        return cells.length;
    }

    /** Sites by squares of the plane, to ask the nearest first. */
    private static final class Buckets {
        private final Rect domain;
        private final int columns;
        private final int rows;
        private final double side;
        private final int[] start;
        private final int[] members;

        Buckets(Rect domain, double[] sites) {
            this.domain = domain;
            int n = sites.length / 2;
            side = Math.sqrt(domain.width() * domain.height() * SITES_A_BUCKET / n);
            columns = Math.max(1, (int) Math.ceil(domain.width() / side));
            rows = Math.max(1, (int) Math.ceil(domain.height() / side));
            start = new int[columns * rows + 1];
            members = new int[n];
            for (int i = 0; i < n; i++) {
                start[of(sites, i) + 1]++;
            }
            for (int b = 0; b < columns * rows; b++) {
                start[b + 1] += start[b];
            }
            int[] at = start.clone();
            for (int i = 0; i < n; i++) {
                members[at[of(sites, i)]++] = i;
            }
        }

        private int column(double x) {
            return Math.clamp((int) ((x - domain.x0()) / side), 0, columns - 1);
        }

        private int row(double y) {
            return Math.clamp((int) ((y - domain.y0()) / side), 0, rows - 1);
        }

        private int of(double[] sites, int i) {
            return column(sites[2 * i]) * rows + row(sites[2 * i + 1]);
        }

        Polygon cell(int i, double[] sites, double[] weights, double heaviest) {
            double x = sites[2 * i];
            double y = sites[2 * i + 1];
            int c = column(x);
            int r = row(y);
            Polygon cell = Polygon.of(domain);
            for (int ring = 0; ring < Math.max(columns, rows) && cell.size() > 0; ring++) {
                // Nobody in this ring is nearer than d, so none of its half-planes cuts nearer than (d² + wᵢ − w_max) / 2d.
                double d = (ring - 1) * side;
                if (d > 0 && (d * d + weights[i] - heaviest) / (2 * d) > reach(cell, x, y)) {
                    break;
                }
                for (int a = Math.max(0, c - ring); a <= Math.min(columns - 1, c + ring); a++) {
                    for (int b = Math.max(0, r - ring); b <= Math.min(rows - 1, r + ring); b++) {
                        if (Math.max(Math.abs(a - c), Math.abs(b - r)) == ring) {
                            cell = cut(cell, a * rows + b, i, sites, weights);
                        }
                    }
                }
            }
            return cell;
        }

        private Polygon cut(Polygon whole, int bucket, int i, double[] sites, double[] weights) {
            Polygon cell = whole;
            for (int k = start[bucket]; k < start[bucket + 1] && cell.size() > 0; k++) {
                int j = members[k];
                if (j != i) {
                    double ax = 2 * (sites[2 * j] - sites[2 * i]);
                    double ay = 2 * (sites[2 * j + 1] - sites[2 * i + 1]);
                    double b = square(sites, j) - square(sites, i) + weights[i] - weights[j];
                    cell = cell.cut(ax, ay, b, j);
                }
            }
            return cell;
        }

        private static double square(double[] sites, int i) {
            return sites[2 * i] * sites[2 * i] + sites[2 * i + 1] * sites[2 * i + 1];
        }

        private static double reach(Polygon cell, double x, double y) {
            double far = 0;
            for (int k = 0; k < cell.size(); k++) {
                far = Math.max(far, Math.hypot(cell.xy[2 * k] - x, cell.xy[2 * k + 1] - y));
            }
            return far;
        }
    }
}
