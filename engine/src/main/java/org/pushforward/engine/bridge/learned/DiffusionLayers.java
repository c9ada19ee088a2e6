package org.pushforward.engine.bridge.learned;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.numerics.PrincipalPlane;

/** Draws particles along a learned bridge in a {@link PrincipalPlane}, where they end either way, and how that got better. */
final class DiffusionLayers {

    private static final int WAYS = 24;
    /** Pictures that the end of a pass is held for. */
    private static final int PAUSE = 4;

    private final DiffusionState state;
    private final DiffusionScene scene;
    private final PrincipalPlane plane;

    private DiffusionLayers(DiffusionState state) {
        this.state = state;
        scene = state.training().scene();
        plane = scene.plane();
    }

    static List<Layer> of(DiffusionState state, boolean hold) {
        DiffusionLayers l = new DiffusionLayers(state);
        List<Layer> all = new ArrayList<>(List.of(l.particles(hold), l.ways("ways", Direction.FORWARD), l.ways("ways-back", Direction.BACKWARD),
                l.ends("ends", "x₁ from p₀", Direction.FORWARD), l.ends("ends-back", "x₀ from p₁", Direction.BACKWARD),
                l.density("target-density", "p₁", scene(state).judge1()), l.density("source-density", "p₀", scene(state).judge0())));
        all.addAll(l.halves());
        return all;
    }

    private static DiffusionScene scene(DiffusionState state) {
        return state.training().scene();
    }

    /** On their way from p₀ to p₁, again and again, colored by where they started. */
    private Layer particles(boolean hold) {
        TimeGrid grid = state.training().grid();
        int n = grid.steps();
        int k = hold ? grid.nearest(state.time()) : state.status() == Status.FINISHED ? n : Math.min(n, state.steps() % (n + PAUSE));
        double[] start = state.forward().x()[0];
        double[] origin = new double[state.forward().size()];
        Arrays.setAll(origin, p -> plane.coordinate(start, p * scene.dimension(), 0));
        return new Layer.Points("particles", String.format(Locale.ROOT, "x at t = %.2f by x₀", grid.t()[k]), "", 2,
                plane.places(state.forward().x()[k], origin.length), origin);
    }

    private Layer ends(String id, String label, Direction direction) {
        Chains c = state.chains(direction);
        double[] x = c.x()[state.training().grid().to(direction, c.x().length - 2)];
        return new Layer.Points(id, label, "", 2, plane.places(x, c.size()), new double[0]);
    }

    private Layer density(String id, String label, DiffusionScene.Judge judge) {
        Rect r = scene.domain();
        return new Layer.ScalarField(id, label, "", DiffusionScene.CELLS, DiffusionScene.CELLS, r, judge.density());
    }

    private Layer ways(String id, Direction direction) {
        Chains c = state.chains(direction);
        int tracked = Math.min(WAYS, c.size());
        int points = c.x().length;
        double[] xy = new double[2 * tracked * points];
        int[] offsets = new int[tracked + 1];
        for (int p = 0; p < tracked; p++) {
            offsets[p + 1] = (p + 1) * points;
            for (int k = 0; k < points; k++) {
                int at = 2 * (p * points + k);
                xy[at] = plane.coordinate(c.x()[k], p * scene.dimension(), 0);
                xy[at + 1] = plane.coordinate(c.x()[k], p * scene.dimension(), 1);
            }
        }
        return new Layer.Paths(id, direction == Direction.FORWARD ? "ways from p₀" : "ways from p₁", "", 2, xy, offsets);
    }

    /** Energy distances after every half-iteration. */
    private List<Layer> halves() {
        double[] r = state.ratios();
        double[] half = new double[r.length / 2];
        double[] target = new double[half.length];
        double[] source = new double[half.length];
        for (int k = 0; k < half.length; k++) {
            half[k] = k;
            target[k] = Math.max(r[2 * k], Double.MIN_NORMAL);
            source[k] = Math.max(r[2 * k + 1], Double.MIN_NORMAL);
        }
        return List.of(new Layer.Series("target-error", "p₁", "", "half-iterations", half, target),
                new Layer.Series("source-error", "p₀", "", "half-iterations", half, source));
    }
}
