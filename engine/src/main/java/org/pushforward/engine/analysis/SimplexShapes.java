package org.pushforward.engine.analysis;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.data.PointSource;
import org.pushforward.engine.data.PointSources;
import org.pushforward.engine.geometry.WeightedSimplices;
import org.pushforward.engine.numerics.Philox;

/** Corners to begin with: the built-in ones, those of a file, and a torus in space. */
final class SimplexShapes {

    private static final int CORNERS = 60;
    private static final int MOST_CORNERS = 5000;

    private SimplexShapes() { }

    static double[] usual(String kind) {
        if (kind.equals("triangle")) {
            return new double[] {0.15, 0.2, 0.85, 0.3, 0.4, 0.85};
        }
        if (kind.equals(SimplexSpectrum.SEGMENTS)) {
            // The letter W, which leans.
            return new double[] {0.12, 0.82, 0.3, 0.2, 0.47, 0.6, 0.64, 0.2, 0.78, 0.55, 0.9, 0.82};
        }
        double[] star = new double[20];
        for (int k = 0; k < 10; k++) {
            double r = k % 2 == 0 ? 0.42 : 0.17;
            double a = Math.PI * (0.5 + k / 5.0) + 0.1;
            star[2 * k] = 0.5 + r * Math.cos(a);
            star[2 * k + 1] = 0.48 + r * Math.sin(a);
        }
        return star;
    }

    /** Corners from a file in their order, those of a built-in set by their angle about the middle, scaled into the middle of the unit square. */
    static double[] fitted(SourceFile source) {
        PointSource set = PointSources.of(source);
        if (set.dimension() != 2) {
            throw new InputException("mesh-file: the corners have " + set.dimension() + " coordinates", "give points of the plane");
        }
        double[] xy = set.cloud(CORNERS, new Philox(1)).coordinates().clone();
        int n = xy.length / 2;
        if (n > MOST_CORNERS) {
            throw new InputException("mesh-file: there are " + n + " corners", "give at most " + MOST_CORNERS);
        }
        double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int k = 0; k < xy.length; k++) {
            low[k % 2] = Math.min(low[k % 2], xy[k]);
            high[k % 2] = Math.max(high[k % 2], xy[k]);
        }
        double size = Math.max(high[0] - low[0], high[1] - low[1]);
        for (int k = 0; k < xy.length; k++) {
            xy[k] = 0.5 + (size == 0 ? 0 : 0.84 * (xy[k] - 0.5 * (low[k % 2] + high[k % 2])) / size);
        }
        if (source.origin() != SourceFile.Origin.BUILT_IN) {
            return xy;
        }
        return IntStream.range(0, n).boxed().sorted(Comparator.comparingDouble(k -> Math.atan2(xy[2 * k + 1] - 0.5, xy[2 * k] - 0.5)))
                .flatMapToDouble(k -> DoubleStream.of(xy[2 * k], xy[2 * k + 1])).toArray();
    }

    /** The nearest corner follows the pointer. */
    static void drag(double[] xy, Stroke s) {
        int at = 0;
        for (int v = 1; v < xy.length / 2; v++) {
            at = Math.hypot(xy[2 * v] - s.xy().get(0), xy[2 * v + 1] - s.xy().get(1)) < Math.hypot(xy[2 * at] - s.xy().get(0), xy[2 * at + 1] - s.xy().get(1)) ? v : at;
        }
        xy[2 * at] = Math.clamp(s.xy().get(s.xy().size() - 2), 0.0, 1.0);
        xy[2 * at + 1] = Math.clamp(s.xy().getLast(), 0.0, 1.0);
    }

    static WeightedSimplices torus(int around, int across) {
        double[] xyz = new double[3 * around * across];
        int[] triangles = new int[6 * around * across];
        for (int i = 0; i < around; i++) {
            for (int j = 0; j < across; j++) {
                double a = 2 * Math.PI * i / around;
                double b = 2 * Math.PI * j / across;
                int v = i * across + j;
                xyz[3 * v] = 0.5 + (0.27 + 0.11 * Math.cos(b)) * Math.cos(a);
                xyz[3 * v + 1] = 0.5 + (0.27 + 0.11 * Math.cos(b)) * Math.sin(a);
                xyz[3 * v + 2] = 0.5 + 0.11 * Math.sin(b);
                int right = (i + 1) % around * across;
                int up = (j + 1) % across;
                int[] both = {v, right + j, right + up, v, right + up, i * across + up};
                System.arraycopy(both, 0, triangles, 6 * v, 6);
            }
        }
        double[] even = new double[2 * around * across];
        Arrays.fill(even, 1);
        return new WeightedSimplices(3, 3, xyz, triangles, even);
    }
}
