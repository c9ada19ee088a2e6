package org.pushforward.engine.geometry;

/**
 * The mesh x = ξ + ∇φ of a potential.
 *
 * <p>The displacement at a node of the solve grid is the mean of the cell differences about it (second order); every k-th node is
 * kept. Beyond a side φ is mirrored, so nodes on a side stay exactly on it and corners stay. Nodes are (x, y) pairs, index
 * 2(i(ny+1)+j). Pure.
 */
public final class MovedMesh {

    private MovedMesh() { }

    /** The nodes, written to {@code xy} of length 2(nx+1)(ny+1). */
    public static void nodes(MeshGrid grid, double[] phi, double[] xy) {
        for (int i = 0; i <= grid.nx(); i++) {
            for (int j = 0; j <= grid.ny(); j++) {
                node(grid, phi, i, j, xy, 2 * (i * (grid.ny() + 1) + j));
            }
        }
    }

    public static double[] nodes(MeshGrid grid, double[] phi) {
        double[] xy = new double[2 * (grid.nx() + 1) * (grid.ny() + 1)];
        nodes(grid, phi, xy);
        return xy;
    }

    private static void node(MeshGrid grid, double[] phi, int i, int j, double[] xy, int at) {
        int columns = grid.solveNx();
        int rows = grid.solveNy();
        int east = Math.min(i * grid.refine(), columns - 1);
        int west = Math.max(i * grid.refine() - 1, 0);
        int north = Math.min(j * grid.refine(), rows - 1);
        int south = Math.max(j * grid.refine() - 1, 0);
        double ne = phi[east * rows + north];
        double nw = phi[west * rows + north];
        double se = phi[east * rows + south];
        double sw = phi[west * rows + south];
        double dx = i == 0 || i == grid.nx() ? 0 : (ne - nw + se - sw) / (2 * grid.hx());
        double dy = j == 0 || j == grid.ny() ? 0 : (ne - se + nw - sw) / (2 * grid.hy());
        xy[at] = grid.domain().x0() + grid.domain().width() * i / grid.nx() + dx;
        xy[at + 1] = grid.domain().y0() + grid.domain().height() * j / grid.ny() + dy;
    }

    /** The cell of the smallest signed area, or the first whose area is not a number. */
    public static int smallestCell(MeshGrid grid, double[] xy) {
        int smallest = 0;
        double min = Double.POSITIVE_INFINITY;
        for (int c = 0; c < grid.nx() * grid.ny(); c++) {
            double area = signedArea(grid, xy, c);
            if (!(area >= min)) {
                min = area;
                smallest = c;
                if (Double.isNaN(area)) {
                    return c;
                }
            }
        }
        return smallest;
    }

    /** Area of cell c = i·ny + j, positive when its corners run counterclockwise: half the cross product of the diagonals. */
    public static double signedArea(MeshGrid grid, double[] xy, int c) {
        int a = southWest(grid, c);
        int b = a + 2 * (grid.ny() + 1);
        return 0.5 * ((xy[b + 2] - xy[a]) * (xy[a + 3] - xy[b + 1]) - (xy[b + 3] - xy[a + 1]) * (xy[a + 2] - xy[b]));
    }

    /** Where the south-west corner of cell c is stored; its east neighbour is 2(ny+1) further, its north neighbour 2. */
    public static int southWest(MeshGrid grid, int c) {
        return 2 * (c / grid.ny() * (grid.ny() + 1) + c % grid.ny());
    }
}
