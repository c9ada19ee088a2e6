package org.pushforward.engine.mesh;

import java.util.stream.Stream;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.geometry.MeshGrid;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.geometry.MovedMesh;
import org.pushforward.engine.numerics.GaussLegendre;

/**
 * How good a moved mesh is; areas are relative to the cell of the uniform mesh.
 *
 * <p>The mass of a cell is ∫m over the bilinear quadrilateral by 8 × 8 Gauss-Legendre points, relative to the mean of all
 * cells. O(64 cells), shared among the team. The arrays have one value per cell, index i·ny + j, and are not written later.
 *
 * @param areas signed areas
 * @param masses relative masses
 * @param minJacobian smallest signed area
 * @param minCornerJacobian smallest cross product of the two edges at a corner; below 0 a cell is not convex
 * @param equidistributionCv standard deviation of the masses over their mean
 * @param equidistributionRatio largest over smallest mass
 * @param skewness largest deviation of a corner from 90°, in units of 90°
 * @param boundaryOffset largest distance of a boundary node from its side
 */
record MeshQuality(double[] areas, double[] masses, double minJacobian, double minCornerJacobian, double equidistributionCv,
        double equidistributionRatio, double skewness, double boundaryOffset) {

    private static final GaussLegendre GAUSS = new GaussLegendre(8);
    private static final int POINTS = GAUSS.size() * GAUSS.size();
    /** Cells whose points are evaluated together: their coordinates and weights stay in the first-level cache. */
    private static final int BATCH = 16;
    /** Cells of a block: the token is asked and work is shared in pieces of about a millisecond. */
    private static final int BLOCK = 1024;

    static MeshQuality of(MeshGrid grid, double[] xy, MonitorFunction monitor, StepContext context) {
        int cells = grid.nx() * grid.ny();
        double[] areas = new double[cells];
        double[] masses = new double[cells];
        Part[] parts = new Part[(cells + BLOCK - 1) / BLOCK];
        context.workers().forEach(parts.length, b -> {
            context.cancel().throwIfCancelled();
            int from = b * BLOCK;
            int to = Math.min(cells, from + BLOCK);
            Corners corners = new Corners(grid, xy);
            for (int c = from; c < to; c++) {
                areas[c] = MovedMesh.signedArea(grid, xy, c) / grid.cellArea();
                corners.visit(c);
            }
            integrate(grid, xy, monitor, masses, from, to);
            parts[b] = new Part(smallest(areas, from, to), corners.minCross, corners.skewness, sum(masses, from, to));
        });
        Part whole = Stream.of(parts).reduce(Part::and).orElseThrow();
        for (int c = 0; c < cells; c++) {
            masses[c] *= cells / whole.mass;
        }
        return new MeshQuality(areas, masses, whole.minArea, whole.minCross / grid.cellArea(), deviation(masses), ratio(masses),
                whole.skewness, boundaryOffset(grid, xy));
    }

    /** What is known of a block of cells; added up in the order of the blocks, so that the bits do not depend on the team. */
    private record Part(double minArea, double minCross, double skewness, double mass) {
        Part and(Part next) {
            return new Part(Math.min(minArea, next.minArea), Math.min(minCross, next.minCross), Math.max(skewness, next.skewness),
                    mass + next.mass);
        }
    }

    private static double smallest(double[] values, int from, int to) {
        double min = Double.POSITIVE_INFINITY;
        for (int c = from; c < to; c++) {
            min = Math.min(min, values[c]);
        }
        return min;
    }

    private static double sum(double[] values, int from, int to) {
        double sum = 0;
        for (int c = from; c < to; c++) {
            sum += values[c];
        }
        return sum;
    }

    /** Standard deviation of masses whose mean is 1. */
    private static double deviation(double[] masses) {
        double sum = 0;
        for (double mass : masses) {
            sum += (mass - 1) * (mass - 1);
        }
        return Math.sqrt(sum / masses.length);
    }

    private static double ratio(double[] masses) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (double mass : masses) {
            min = Math.min(min, mass);
            max = Math.max(max, mass);
        }
        return max / min;
    }

    /** masses[c] = ∫m over cell c for c from {@code from} to {@code to} − 1. */
    private static void integrate(MeshGrid grid, double[] xy, MonitorFunction monitor, double[] masses, int from, int to) {
        double[] x = new double[BATCH * POINTS];
        double[] y = new double[BATCH * POINTS];
        double[] weight = new double[BATCH * POINTS];
        for (int start = from; start < to; start += BATCH) {
            int count = Math.min(BATCH, to - start);
            for (int c = 0; c < count; c++) {
                quadrature(xy, MovedMesh.southWest(grid, start + c), 2 * (grid.ny() + 1), x, y, weight, c * POINTS);
            }
            monitor.density(x, y, x, 0, count * POINTS);
            for (int c = 0; c < count; c++) {
                double sum = 0;
                for (int k = c * POINTS; k < (c + 1) * POINTS; k++) {
                    sum += weight[k] * x[k];
                }
                masses[start + c] = sum;
            }
        }
    }

    /** Points and weights in the quadrilateral with the corners a, a + east, a + 2 (north), a + east + 2; written from {@code at} on. */
    private static void quadrature(double[] xy, int a, int east, double[] x, double[] y, double[] weight, int at) {
        double ex = xy[a + east] - xy[a];
        double ey = xy[a + east + 1] - xy[a + 1];
        double nx = xy[a + 2] - xy[a];
        double ny = xy[a + 3] - xy[a + 1];
        double tx = xy[a + east + 2] - xy[a] - ex - nx;
        double ty = xy[a + east + 3] - xy[a + 1] - ey - ny;
        int k = at;
        for (int i = 0; i < GAUSS.size(); i++) {
            double s = GAUSS.node(i);
            for (int j = 0; j < GAUSS.size(); j++) {
                double t = GAUSS.node(j);
                x[k] = xy[a] + s * ex + t * nx + s * t * tx;
                y[k] = xy[a + 1] + s * ey + t * ny + s * t * ty;
                double jacobian = (ex + t * tx) * (ny + s * ty) - (ey + t * ty) * (nx + s * tx);
                weight[k] = GAUSS.weight(i) * GAUSS.weight(j) * jacobian;
                k++;
            }
        }
    }

    private static double boundaryOffset(MeshGrid grid, double[] xy) {
        double offset = 0;
        int row = 2 * (grid.ny() + 1);
        int end = row * grid.nx();
        for (int i = 0; i <= grid.nx(); i++) {
            offset = Math.max(offset, Math.abs(xy[i * row + 1] - grid.domain().y0()));
            offset = Math.max(offset, Math.abs(xy[i * row + row - 1] - grid.domain().y1()));
        }
        for (int j = 0; j < row; j += 2) {
            offset = Math.max(offset, Math.abs(xy[j] - grid.domain().x0()));
            offset = Math.max(offset, Math.abs(xy[end + j] - grid.domain().x1()));
        }
        return offset;
    }

    /** The corners of the cells seen so far. */
    private static final class Corners {
        private final MeshGrid grid;
        private final double[] xy;
        private double minCross = Double.POSITIVE_INFINITY;
        private double skewness;
        /** |cot| of the corner that is the skewest. */
        private double skewest;

        Corners(MeshGrid grid, double[] xy) {
            this.grid = grid;
            this.xy = xy;
        }

        void visit(int cell) {
            int a = MovedMesh.southWest(grid, cell);
            int east = 2 * (grid.ny() + 1);
            corner(a, a + east, a + 2);
            corner(a + east, a + east + 2, a);
            corner(a + east + 2, a + 2, a + east);
            corner(a + 2, a, a + east + 2);
        }

        /** The corner p between the edges to the next and to the previous one, counterclockwise. */
        private void corner(int p, int next, int before) {
            double ux = xy[next] - xy[p];
            double uy = xy[next + 1] - xy[p + 1];
            double vx = xy[before] - xy[p];
            double vy = xy[before + 1] - xy[p + 1];
            double cross = ux * vy - uy * vx;
            double dot = ux * vx + uy * vy;
            minCross = Math.min(minCross, cross);
            // The angle is worked out only where it can be the largest: of a convex corner |cot| decides.
            if (!(cross > 0 && Math.abs(dot) <= skewest * cross)) {
                skewest = Math.max(skewest, cross > 0 ? Math.abs(dot) / cross : 0);
                skewness = Math.max(skewness, Math.abs(Math.atan2(cross, dot) / (Math.PI / 2) - 1));
            }
        }
    }
}
