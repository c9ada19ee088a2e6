package org.pushforward.engine.pde;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Rect;

/**
 * Cells of a cloud of the plane within each of which the points lie nearly evenly (Liu, Hao, Ying, Su, Cheng & Zhu 2023, arXiv:2305.18694): again and again the cell whose points ×
 * KL(counts ‖ even) is largest is cut across the longer side of its box, between two of the blocks in which its points are counted, where the mean KL of the two
 * parts is least. Stateless.
 */
final class DomainCells {

    /** Blocks in which the points of a cell are counted, about. */
    private static final int BLOCKS = 8;
    /** A cell has so many points at least. */
    private static final int FEWEST = 8;

    private DomainCells() { }

    /**
     * @param points numbers of its points
     * @param box the smallest about them
     * @param kl Σ p log(p · blocks) over the shares of points in blocks
     */
    record Cell(int[] points, Rect box, double kl) {

        static Cell of(double[] xy, int[] points) {
            double x0 = Arrays.stream(points).mapToDouble(k -> xy[2 * k]).min().orElseThrow();
            double x1 = Arrays.stream(points).mapToDouble(k -> xy[2 * k]).max().orElseThrow();
            double y0 = Arrays.stream(points).mapToDouble(k -> xy[2 * k + 1]).min().orElseThrow();
            double y1 = Arrays.stream(points).mapToDouble(k -> xy[2 * k + 1]).max().orElseThrow();
            Rect box = new Rect(x0, y0, Math.max(x1, x0 + 1e-9), Math.max(y1, y0 + 1e-9));
            return new Cell(points, box, divergence(xy, points, box));
        }

        double weight() {
            return points.length * kl;
        }

        boolean isWide() {
            return box.width() >= box.height();
        }
    }

    /** Blocks along x and y, as nearly square as may be. */
    private static int[] shape(Rect box) {
        int nx = Math.max(1, (int) Math.round(Math.sqrt(BLOCKS * box.width() / box.height())));
        return new int[] {nx, Math.max(1, (int) Math.round(box.height() / box.width() * nx))};
    }

    private static double divergence(double[] xy, int[] points, Rect box) {
        int[] n = shape(box);
        double[] share = new double[n[0] * n[1]];
        for (int k : points) {
            int i = Math.min(n[0] - 1, (int) ((xy[2 * k] - box.x0()) / box.width() * n[0]));
            int j = Math.min(n[1] - 1, (int) ((xy[2 * k + 1] - box.y0()) / box.height() * n[1]));
            share[i * n[1] + j] += 1.0 / points.length;
        }
        return Arrays.stream(share).filter(p -> p > 0).map(p -> p * Math.log(p * share.length)).sum();
    }

    static List<Cell> whole(double[] xy) {
        return List.of(Cell.of(xy, IntStream.range(0, xy.length / 2).toArray()));
    }

    /** Cells until there are so many, or none can be cut. */
    static List<Cell> of(double[] xy, int count) {
        List<Cell> cells = whole(xy);
        while (cells.size() < count) {
            List<Cell> next = cut(xy, cells);
            if (next.size() == cells.size()) {
                return cells;
            }
            cells = next;
        }
        return cells;
    }

    /** One more: the parts of the cell that is cut stand in its place and at the end. The same when none can be cut. */
    static List<Cell> cut(double[] xy, List<Cell> cells) {
        List<Integer> due = IntStream.range(0, cells.size()).boxed().sorted(Comparator.<Integer>comparingDouble(k -> -cells.get(k).weight()).thenComparingInt(k -> k)).toList();
        for (int k : due) {
            Optional<List<Cell>> parts = parts(xy, cells.get(k));
            if (parts.isPresent()) {
                List<Cell> next = new ArrayList<>(cells);
                next.set(k, parts.get().getFirst());
                next.add(parts.get().getLast());
                return List.copyOf(next);
            }
        }
        return cells;
    }

    private static Optional<List<Cell>> parts(double[] xy, Cell cell) {
        int axis = cell.isWide() ? 0 : 1;
        int blocks = shape(cell.box)[axis];
        double low = axis == 0 ? cell.box.x0() : cell.box.y0();
        double length = axis == 0 ? cell.box.width() : cell.box.height();
        Optional<List<Cell>> best = Optional.empty();
        double least = Double.POSITIVE_INFINITY;
        for (int b = 1; b < blocks; b++) {
            double at = low + length * b / blocks;
            int[] below = Arrays.stream(cell.points).filter(k -> xy[2 * k + axis] <= at).toArray();
            int[] above = Arrays.stream(cell.points).filter(k -> xy[2 * k + axis] > at).toArray();
            if (below.length >= FEWEST && above.length >= FEWEST) {
                List<Cell> parts = List.of(Cell.of(xy, below), Cell.of(xy, above));
                double sum = parts.getFirst().weight() + parts.getLast().weight();
                if (sum < least) {
                    least = sum;
                    best = Optional.of(parts);
                }
            }
        }
        return best;
    }

    /** Σ points × KL over the number of points. */
    static double kl(List<Cell> cells) {
        return cells.stream().mapToDouble(Cell::weight).sum() / cells.stream().mapToInt(c -> c.points.length).sum();
    }

    /** The cell of each point. */
    static int[] cellOf(List<Cell> cells, int points) {
        int[] of = new int[points];
        for (int c = 0; c < cells.size(); c++) {
            for (int k : cells.get(c).points) {
                of[k] = c;
            }
        }
        return of;
    }
}
