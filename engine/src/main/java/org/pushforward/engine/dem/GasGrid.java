package org.pushforward.engine.dem;

import java.util.ArrayList;
import java.util.List;
import org.pushforward.engine.numerics.SparseSystem;

/**
 * The coarse grid of the gas: nx × ny cells of dx × dy from (−width/2, 0) up, pressure in their middles, velocities on their faces.
 *
 * <p>Grains lie in a plane, and gas has to pass between them: the bed is taken for one layer of a close packing of spheres, {@link #DEPTH} = √(2/3)
 * diameters thick. So 1 − ε = √(2/3) times the share of the area that the discs cover: the densest discs, π/√12, are the densest spheres, π/√18. That
 * end it shares with 1 − ε = 2/√(π√3) (1 − ε₂)^(3/2) of Hoomans et al. 1996, with which, however, the gas and the grains of a cell would differ in
 * volume when grains move. Immutable.
 */
final class GasGrid {

    static final double DEPTH = Math.sqrt(2.0 / 3);

    final int nx;
    final int ny;
    final double dx;
    final double dy;
    private final double half;
    private final SparseSystem system;

    GasGrid(double width, double height, double cell) {
        nx = Math.max(2, (int) Math.round(width / cell));
        ny = Math.max(2, (int) Math.round(height / cell));
        dx = width / nx;
        dy = height / ny;
        half = width / 2;
        double[] x = new double[nx * ny];
        double[] y = new double[nx * ny];
        List<int[]> known = new ArrayList<>();
        for (int c = 0; c < x.length; c++) {
            int i = c / ny;
            int j = c % ny;
            x[c] = i;
            y[c] = j;
            List<Integer> row = new ArrayList<>(List.of(c));
            if (i > 0) {
                row.add(c - ny);
            }
            if (i < nx - 1) {
                row.add(c + ny);
            }
            if (j > 0) {
                row.add(c - 1);
            }
            if (j < ny - 1) {
                row.add(c + 1);
            }
            known.add(row.stream().mapToInt(k -> k).toArray());
        }
        system = new SparseSystem(x, y, known);
    }

    double width() {
        return nx * dx;
    }

    double height() {
        return ny * dy;
    }

    SparseSystem.Symmetric matrix() {
        return system.symmetric();
    }

    /** Places on the grid, {@code alongX} × {@code alongY} of them, the first half a cell from the edge or on it. */
    final class Nodes {
        final int alongX;
        final int alongY;
        private final boolean facesX;
        private final boolean facesY;

        /** Faces across x, faces across y, or neither: middles of cells. */
        Nodes(boolean facesX, boolean facesY) {
            this.facesX = facesX;
            this.facesY = facesY;
            alongX = nx + (facesX ? 1 : 0);
            alongY = ny + (facesY ? 1 : 0);
        }

        int count() {
            return alongX * alongY;
        }

        /** What belongs to a node: half a cell on the edge. */
        double volume(int node) {
            int i = node / alongY;
            int j = node % alongY;
            boolean edge = facesX && (i == 0 || i == nx) || facesY && (j == 0 || j == ny);
            return (edge ? 0.5 : 1) * dx * dy * DEPTH;
        }

        /** The four nodes among which a place is shared out bilinearly, and their shares; beyond the outermost nodes these take all. */
        void share(double x, double y, int[] nodes, double[] shares) {
            double a = Math.clamp((x + half) / dx - (facesX ? 0 : 0.5), 0, alongX - 1.0);
            double b = Math.clamp(y / dy - (facesY ? 0 : 0.5), 0, alongY - 1.0);
            int i = Math.min((int) a, alongX - 2);
            int j = Math.min((int) b, alongY - 2);
            double s = a - i;
            double t = b - j;
            nodes[0] = i * alongY + j;
            nodes[1] = nodes[0] + 1;
            nodes[2] = nodes[0] + alongY;
            nodes[3] = nodes[2] + 1;
            shares[0] = (1 - s) * (1 - t);
            shares[1] = (1 - s) * t;
            shares[2] = s * (1 - t);
            shares[3] = s * t;
        }
    }
}
