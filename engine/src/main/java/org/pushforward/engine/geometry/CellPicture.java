package org.pushforward.engine.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.pushforward.engine.geometry.PowerDiagram.Polygon;

/**
 * Convex cells as triangles about their first corners, and their outlines as paths. Immutable.
 *
 * @param xy corners of all cells
 * @param triangles three corners each
 * @param owners the cell of each triangle
 * @param walls points of the outlines, each closed
 * @param offsets where in {@code walls} each outline begins, and the end
 */
public record CellPicture(double[] xy, int[] triangles, int[] owners, double[] walls, int[] offsets) {

    /** Cells without an inside are left out. */
    public static CellPicture of(List<Polygon> cells) {
        List<double[]> corners = new ArrayList<>();
        List<double[]> walls = new ArrayList<>();
        List<int[]> triangles = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < cells.size(); i++) {
            Polygon c = cells.get(i);
            if (c.size() < 3) {
                continue;
            }
            corners.add(c.xy());
            double[] wall = Arrays.copyOf(c.xy(), 2 * c.size() + 2);
            System.arraycopy(c.xy(), 0, wall, 2 * c.size(), 2);
            walls.add(wall);
            for (int k = 1; k + 1 < c.size(); k++) {
                triangles.add(new int[] {from, from + k, from + k + 1});
                owners.add(i);
            }
            from += c.size();
        }
        int[] offsets = new int[walls.size() + 1];
        for (int k = 0; k < walls.size(); k++) {
            offsets[k + 1] = offsets[k] + walls.get(k).length / 2;
        }
        return new CellPicture(flat(corners), triangles.stream().flatMapToInt(Arrays::stream).toArray(), owners.stream().mapToInt(i -> i).toArray(), flat(walls), offsets);
    }

    private static double[] flat(List<double[]> parts) {
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /** Values of cells as those of their triangles. */
    public double[] spread(double[] ofCells) {
        return IntStream.of(owners).mapToDouble(i -> ofCells[i]).toArray();
    }
}
