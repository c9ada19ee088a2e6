package org.pushforward.engine.mesh;

import java.util.Arrays;
import java.util.Optional;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.geometry.PlaneMesh;
import org.pushforward.engine.numerics.GaussLegendre;

/**
 * How good a moved mesh is (measures of Huang's MMPDElab). The mass of a cell is ∫m over it, over its area at first and the mean of all;
 * 8 × 8 points on each triangle.
 *
 * @param areas signed, over that at first
 * @param masses as above
 * @param qGeo largest tr(FᵀF)/(2 det F), F from the regular triangle, or at a corner from the square
 * @param qAli the same from the cell at first in the metric m·1, of which only ratios matter
 * @param error of linear interpolation, L2; empty where no function is given
 */
record CellMeasures(double[] areas, double[] masses, double minArea, int folded, double cv, double ratio, double qGeo, double qAli, double offset, Optional<Double> error) {

    private static final GaussLegendre GAUSS = new GaussLegendre(8);
    private static final int EACH = GAUSS.size() * GAUSS.size();
    /** A cell without area has no shape; what is reported then. */
    private static final double WORST = 1e9;

    static CellMeasures of(PlaneMesh mesh, double[] xy, MonitorFunction monitor, Optional<SampleFunction> function, StepContext context) {
        int n = mesh.size();
        double[] areas = new double[n];
        double[] masses = new double[n];
        int[] triangles = mesh.triangles();
        int cut = triangles.length / 3 / n;
        context.workers().forRanges(n, 256, (from, to) -> {
            context.cancel().throwIfCancelled();
            for (int c = from; c < to; c++) {
                double before = mesh.area(mesh.start(), c);
                areas[c] = mesh.area(xy, c) / before;
                for (int t = 0; t < cut; t++) {
                    masses[c] += mass(xy, triangles, 3 * (c * cut + t), monitor) / before;
                }
            }
        });
        double mean = Arrays.stream(masses).average().orElse(1);
        double square = 0;
        for (int c = 0; c < n; c++) {
            masses[c] /= mean;
            square += (masses[c] - 1) * (masses[c] - 1);
        }
        double least = Arrays.stream(masses).min().orElse(1);
        double most = Arrays.stream(masses).max().orElse(1);
        return new CellMeasures(areas, masses, Arrays.stream(areas).min().orElse(0), mesh.folded(xy), Math.sqrt(square / n), most / Math.max(least, most / WORST), shape(mesh, xy, false),
                shape(mesh, xy, true), mesh.boundaryOffset(xy), function.map(f -> InterpolationError.of(xy, triangles, f)));
    }

    private static double mass(double[] xy, int[] triangles, int at, MonitorFunction monitor) {
        int a = 2 * triangles[at];
        int b = 2 * triangles[at + 1];
        int c = 2 * triangles[at + 2];
        double ux = xy[b] - xy[a];
        double uy = xy[b + 1] - xy[a + 1];
        double vx = xy[c] - xy[a];
        double vy = xy[c + 1] - xy[a + 1];
        double[] x = new double[EACH];
        double[] y = new double[EACH];
        for (int q = 0; q < EACH; q++) {
            double r = GAUSS.node(q / GAUSS.size());
            double s = r * (1 - GAUSS.node(q % GAUSS.size()));
            double t = r - s;
            x[q] = xy[a] + s * ux + t * vx;
            y[q] = xy[a + 1] + s * uy + t * vy;
        }
        monitor.density(x, y, x, 0, EACH);
        double sum = 0;
        for (int q = 0; q < EACH; q++) {
            sum += GAUSS.weight(q / GAUSS.size()) * GAUSS.weight(q % GAUSS.size()) * GAUSS.node(q / GAUSS.size()) * x[q];
        }
        return sum * (ux * vy - uy * vx);
    }

    /** Largest tr(FᵀF)/(2 det F) of the corners: with the edges e of a corner and those of its reference, (g₂₂|e₁|² − 2g₁₂ e₁·e₂ + g₁₁|e₂|²)/(2 a a_ξ). */
    private static double shape(PlaneMesh mesh, double[] xy, boolean fromStart) {
        int q = mesh.corners();
        double[] regular = q == 3 ? new double[] {1, 0, 0.5, Math.sqrt(0.75)} : new double[] {1, 0, 0, 1};
        double worst = 1;
        for (int k = 0; k < mesh.cells().length; k += q == 3 ? 3 : 1) {
            double[] e = corner(mesh, xy, k);
            double[] r = fromStart ? corner(mesh, mesh.start(), k) : regular;
            double a = e[0] * e[3] - e[1] * e[2];
            double s = (r[2] * r[2] + r[3] * r[3]) * (e[0] * e[0] + e[1] * e[1]) - 2 * (r[0] * r[2] + r[1] * r[3]) * (e[0] * e[2] + e[1] * e[3])
                    + (r[0] * r[0] + r[1] * r[1]) * (e[2] * e[2] + e[3] * e[3]);
            worst = Math.max(worst, a > 0 ? Math.min(WORST, s / (2 * a * (r[0] * r[3] - r[1] * r[2]))) : WORST);
        }
        return worst;
    }

    /** The edges to the next corner and to the one before. */
    private static double[] corner(PlaneMesh mesh, double[] xy, int k) {
        int q = mesh.corners();
        int v = 2 * mesh.cells()[k];
        int a = 2 * mesh.cells()[k / q * q + (k % q + 1) % q];
        int b = 2 * mesh.cells()[k / q * q + (k % q + q - 1) % q];
        return new double[] {xy[a] - xy[v], xy[a + 1] - xy[v + 1], xy[b] - xy[v], xy[b + 1] - xy[v + 1]};
    }
}
