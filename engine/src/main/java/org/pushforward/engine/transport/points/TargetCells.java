package org.pushforward.engine.transport.points;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Parts a cloud into cells of nearly equal size: halved again and again across the axis along which a part is longest. Stateless. */
final class TargetCells {

    private TargetCells() { }

    /** The cell of every point, counted from 0; each has at least one. */
    static int[] of(ScaledCloud cloud, int cells) {
        Integer[] order = IntStream.range(0, cloud.size).boxed().toArray(Integer[]::new);
        int[] cell = new int[cloud.size];
        split(cloud, order, 0, order.length, 0, cells, cell);
        return cell;
    }

    private static void split(ScaledCloud cloud, Integer[] order, int from, int to, int first, int cells, int[] cell) {
        if (cells == 1) {
            for (int k = from; k < to; k++) {
                cell[order[k]] = first;
            }
            return;
        }
        int axis = longest(cloud, order, from, to) * cloud.stride;
        Arrays.sort(order, from, to, Comparator.comparingDouble(j -> cloud.x[axis + j]));
        int half = cells / 2;
        int middle = from + (int) ((long) (to - from) * half / cells);
        split(cloud, order, from, middle, first, half, cell);
        split(cloud, order, middle, to, first + half, cells - half, cell);
    }

    private static int longest(ScaledCloud cloud, Integer[] order, int from, int to) {
        int best = 0;
        double length = -1;
        for (int k = 0; k < cloud.dimension; k++) {
            double low = Double.POSITIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            for (int p = from; p < to; p++) {
                double v = cloud.x[k * cloud.stride + order[p]];
                low = Math.min(low, v);
                high = Math.max(high, v);
            }
            if (high - low > length) {
                length = high - low;
                best = k;
            }
        }
        return best;
    }
}
