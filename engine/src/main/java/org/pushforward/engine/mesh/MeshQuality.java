package org.pushforward.engine.mesh;

import org.pushforward.engine.numerics.GaussLegendre;

/**
 * How good a moved mesh is; areas are relative to the cell of the uniform mesh.
 *
 * <p>The mass of a cell is ∫m over the bilinear quadrilateral by 8 × 8 Gauss-Legendre points (4 × 4 on more than 512² cells), relative
 * to the mean of all cells. O(64 cells). The arrays have one value per cell, index i·ny + j, and are not written later.
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
    private static final GaussLegendre COARSE = new GaussLegendre(4);
    private static final int MANY_CELLS = 1 << 18;

    static MeshQuality of(MeshGrid grid, double[] xy, MonitorFunction monitor) {
        int cells = grid.nx() * grid.ny();
        double[] areas = new double[cells];
        double minJacobian = Double.POSITIVE_INFINITY;
        double minCorner = Double.POSITIVE_INFINITY;
        double skewness = 0;
        for (int c = 0; c < cells; c++) {
            areas[c] = MovedMesh.signedArea(grid, xy, c) / grid.cellArea();
            minJacobian = Math.min(minJacobian, areas[c]);
            Corners corners = Corners.of(grid, xy, c);
            minCorner = Math.min(minCorner, corners.minCross / grid.cellArea());
            skewness = Math.max(skewness, corners.skewness);
        }
        double[] masses = masses(grid, xy, monitor);
        return new MeshQuality(areas, masses, minJacobian, minCorner, deviation(masses), ratio(masses), skewness,
                boundaryOffset(grid, xy));
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

    /** ∫m over every cell, over the mean of all. */
    private static double[] masses(MeshGrid grid, double[] xy, MonitorFunction monitor) {
        GaussLegendre gauss = grid.nx() * grid.ny() > MANY_CELLS ? COARSE : GAUSS;
        int points = gauss.size() * gauss.size();
        double[] x = new double[points];
        double[] y = new double[points];
        double[] weight = new double[points];
        double[] masses = new double[grid.nx() * grid.ny()];
        double total = 0;
        for (int c = 0; c < masses.length; c++) {
            quadrature(gauss, xy, MovedMesh.southWest(grid, c), 2 * (grid.ny() + 1), x, y, weight);
            monitor.density(x, y, x, 0, points);
            double sum = 0;
            for (int k = 0; k < points; k++) {
                sum += weight[k] * x[k];
            }
            masses[c] = sum;
            total += sum;
        }
        for (int c = 0; c < masses.length; c++) {
            masses[c] *= masses.length / total;
        }
        return masses;
    }

    /** Points and weights in the quadrilateral with the corners a, a + east, a + 2 (north), a + east + 2. */
    private static void quadrature(GaussLegendre gauss, double[] xy, int a, int east, double[] x, double[] y, double[] weight) {
        double ex = xy[a + east] - xy[a];
        double ey = xy[a + east + 1] - xy[a + 1];
        double nx = xy[a + 2] - xy[a];
        double ny = xy[a + 3] - xy[a + 1];
        double tx = xy[a + east + 2] - xy[a] - ex - nx;
        double ty = xy[a + east + 3] - xy[a + 1] - ey - ny;
        int points = gauss.size();
        for (int i = 0; i < points; i++) {
            double s = gauss.node(i);
            for (int j = 0; j < points; j++) {
                double t = gauss.node(j);
                int k = i * points + j;
                x[k] = xy[a] + s * ex + t * nx + s * t * tx;
                y[k] = xy[a + 1] + s * ey + t * ny + s * t * ty;
                double jacobian = (ex + t * tx) * (ny + s * ty) - (ey + t * ty) * (nx + s * tx);
                weight[k] = gauss.weight(i) * gauss.weight(j) * jacobian;
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

    /** The corners of one cell. */
    private record Corners(double minCross, double skewness) {

        static Corners of(MeshGrid grid, double[] xy, int c) {
            int a = MovedMesh.southWest(grid, c);
            int east = 2 * (grid.ny() + 1);
            int[] ring = {a, a + east, a + east + 2, a + 2};
            double min = Double.POSITIVE_INFINITY;
            double skewness = 0;
            for (int k = 0; k < 4; k++) {
                int p = ring[k];
                int next = ring[(k + 1) % 4];
                int before = ring[(k + 3) % 4];
                double ux = xy[next] - xy[p];
                double uy = xy[next + 1] - xy[p + 1];
                double vx = xy[before] - xy[p];
                double vy = xy[before + 1] - xy[p + 1];
                double cross = ux * vy - uy * vx;
                min = Math.min(min, cross);
                double angle = Math.atan2(cross, ux * vx + uy * vy);
                skewness = Math.max(skewness, Math.abs(angle / (Math.PI / 2) - 1));
            }
            return new Corners(min, skewness);
        }
    }
}
