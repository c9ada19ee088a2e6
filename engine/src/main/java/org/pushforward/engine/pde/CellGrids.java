package org.pushforward.engine.pde;

import java.util.Arrays;
import java.util.List;
import org.pushforward.engine.geometry.Delaunay;
import org.pushforward.engine.pde.DomainCells.Cell;

/**
 * Even grids of side × side places on the boxes of cells, edges included, and ways between them and scattered points. Cell after cell, x slow. Immutable.
 *
 * @param side places along either side of a box, at least 2
 */
record CellGrids(List<Cell> cells, int side) {

    CellGrids {
        cells = List.copyOf(cells);
    }

    /** As many places in all as there may be, or fewer. */
    static CellGrids of(List<Cell> cells, int places) {
        return new CellGrids(cells, Math.max(2, (int) Math.sqrt((double) places / cells.size())));
    }

    /** x, y of the places of a cell. */
    double[] places(int cell) {
        Cell c = cells.get(cell);
        double[] xy = new double[2 * side * side];
        for (int k = 0; k < side * side; k++) {
            xy[2 * k] = c.box().x0() + c.box().width() * (k / side) / (side - 1);
            xy[2 * k + 1] = c.box().y0() + c.box().height() * (k % side) / (side - 1);
        }
        return xy;
    }

    /** Values at the points of a cell on its grid: linear on the triangulation of its points, the nearest value beyond their hull. */
    double[] filled(int cell, double[] xy, double[] values) {
        double[] f = Arrays.stream(cells.get(cell).points()).mapToDouble(k -> values[k]).toArray();
        return triangles(cell, xy).at(f, places(cell));
    }

    private Delaunay triangles(int cell, double[] xy) {
        return Delaunay.of(Arrays.stream(cells.get(cell).points()).mapToObj(k -> new double[] {xy[2 * k], xy[2 * k + 1]}).flatMapToDouble(Arrays::stream).toArray());
    }

    /** Which places of a cell lie in the hull of its points. */
    boolean[] inHull(int cell, double[] xy) {
        Delaunay d = triangles(cell, xy);
        double[] places = places(cell);
        boolean[] in = new boolean[side * side];
        for (int k = 0; k < in.length; k++) {
            in[k] = d.locate(places[2 * k], places[2 * k + 1], 0).isInside();
        }
        return in;
    }

    /** Values at the points of all cells there and back. */
    double[] roundTrip(double[] xy, double[] values) {
        double[] out = new double[values.length];
        for (int c = 0; c < cells.size(); c++) {
            double[] back = back(c, filled(c, xy, values), xy);
            int[] points = cells.get(c).points();
            for (int k = 0; k < points.length; k++) {
                out[points[k]] = back[k];
            }
        }
        return out;
    }

    /** Where a point lies on the grid of its cell: four places, and their weights bilinear. */
    record Read(int[] at, double[] weights) { }

    Read read(int cell, double x, double y) {
        Cell c = cells.get(cell);
        double s = Math.clamp((x - c.box().x0()) / c.box().width(), 0, 1) * (side - 1);
        double t = Math.clamp((y - c.box().y0()) / c.box().height(), 0, 1) * (side - 1);
        int i = Math.min(side - 2, (int) s);
        int j = Math.min(side - 2, (int) t);
        double a = s - i;
        double b = t - j;
        return new Read(new int[] {i * side + j, i * side + j + 1, (i + 1) * side + j, (i + 1) * side + j + 1}, new double[] {(1 - a) * (1 - b), (1 - a) * b, a * (1 - b), a * b});
    }

    /** What comes back at the points of a cell from values on its grid. */
    double[] back(int cell, double[] grid, double[] xy) {
        return Arrays.stream(cells.get(cell).points()).mapToDouble(k -> {
            Read r = read(cell, xy[2 * k], xy[2 * k + 1]);
            double sum = 0;
            for (int c = 0; c < 4; c++) {
                sum += r.weights[c] * grid[r.at[c]];
            }
            return sum;
        }).toArray();
    }
}
