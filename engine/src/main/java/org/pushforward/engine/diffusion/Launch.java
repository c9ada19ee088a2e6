package org.pushforward.engine.diffusion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pushforward.engine.api.Change.Stroke;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.numerics.GaussianMixture;
import org.pushforward.engine.numerics.Philox;

/**
 * One particle launched where somebody clicked: the exact path through that place, from the first level to the last, and the sampler's from
 * the same beginning, as they are drawn.
 *
 * @param exact x, y of each level
 * @param sampled the same by the sampler; empty for random ones
 */
record Launch(double[] exact, double[] sampled) {

    /** So many are followed, the latest. */
    private static final int MOST = 12;
    /** More levels than these are not drawn, and a sampler with more steps is not played again. */
    private static final int LEVELS = 256;
    /** Where the last level is without noise, paths upwards begin this little above it, relative to the level before. */
    private static final double ALMOST_ZERO = 1e-3;

    /** Of each stroke where the brush is now; a plane's mixture. */
    static List<Launch> of(List<Stroke> strokes, GaussianMixture p, Walk now, Sampler sampler, Interval.Tuning tuning) {
        Map<Long, double[]> places = new LinkedHashMap<>();
        for (Stroke s : strokes) {
            int n = s.xy().size();
            places.put(s.id(), new double[] {s.xy().get(n - 2), s.xy().get(n - 1)});
        }
        return places.values().stream().skip(Math.max(0, places.size() - MOST)).map(xy -> from(xy, p, now, sampler, tuning)).toList();
    }

    private static Launch from(double[] place, GaussianMixture p, Walk now, Sampler sampler, Interval.Tuning tuning) {
        StepContext context = StepContext.serial();
        double[] level = now.grid().sigma().clone();
        int last = level.length - 1;
        if (level[last] == 0) {
            level[last] = ALMOST_ZERO * level[last - 1];
        }
        int stride = Math.ceilDiv(last, LEVELS);
        double[] here = scaled(place, 1 / scale(p, level[now.i()]));
        List<double[]> path = new ArrayList<>();
        double[] x = here;
        for (int i = now.i(); i > 0; i -= Math.min(i, stride)) {
            path.addFirst(scaled(x, scale(p, level[i])));
            x = ExactFlow.across(p, x, level[i], level[Math.max(0, i - stride)], context);
        }
        double[] top = x;
        path.addFirst(scaled(top, scale(p, level[0])));
        x = here;
        for (int i = now.i(); i < last; i = Math.min(last, i + stride)) {
            int next = Math.min(last, i + stride);
            x = ExactFlow.across(p, x, level[i], level[next], context);
            path.add(scaled(x, scale(p, level[next])));
        }
        return new Launch(joined(path), sampler.isRandom() || last > LEVELS ? new double[0] : sampled(top, p, now.grid(), sampler, tuning, context));
    }

    private static double[] sampled(double[] top, GaussianMixture p, Grid grid, Sampler sampler, Interval.Tuning tuning, StepContext context) {
        Walk walk = new Walk(grid, 0, top, List.of(), 0);
        List<double[]> path = new ArrayList<>(List.of(scaled(top, scale(p, grid.sigma()[0]))));
        while (!walk.isDone()) {
            walk = walk.next(sampler, tuning, Score.of(p), 2, new Philox(0), context);
            path.add(scaled(walk.x(), scale(p, grid.sigma()[walk.i()])));
        }
        return joined(path);
    }

    /** What places are multiplied with to be drawn: at every noise the cloud has the spread of the data. */
    static double scale(GaussianMixture p, double sigma) {
        double s = p.deviation();
        return s == 0 ? 1 / Math.sqrt(1 + sigma * sigma) : s / Math.sqrt(s * s + sigma * sigma);
    }

    private static double[] scaled(double[] x, double c) {
        return new double[] {c * x[0], c * x[1]};
    }

    private static double[] joined(List<double[]> path) {
        return path.stream().flatMapToDouble(Arrays::stream).toArray();
    }
}
