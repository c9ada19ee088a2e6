package org.pushforward.engine.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Rect;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.geometry.MonitorFunction;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.numerics.CubicSplineField;
import org.pushforward.engine.numerics.Philox;

class MeshNetworksTest {

    private final MeshOperator operator = new MeshOperator();
    private final Fit fresh = Fit.start(operator.weights(), AdamW.ADAM, new Philox(3)).precise();
    private final MonitorFunction monitor = MeshField.drawn("rings", new Philox(5), 2, 0.3).monitor(0.5, false, 1);

    @Test
    void aFieldOfTheSameNumberIsTheSame() {
        MeshField a = MeshField.drawn("gaussians", new Philox(5), 7, 0);
        MeshField b = MeshField.drawn("gaussians", new Philox(5), 7, 1);
        assertThat(a.u().applyAsDouble(0.3, 0.6)).isCloseTo(b.u().applyAsDouble(0.3, 0.6), within(1e-12));
        assertThat(a.u().applyAsDouble(0.3, 0.6)).isNotEqualTo(MeshField.drawn("gaussians", new Philox(5), 8, 0).u().applyAsDouble(0.3, 0.6));
    }

    /** Without a slope the monitor is 1. */
    @Test
    void nothingIsWantedWhereNothingHappens() {
        double[] m = GriddedMonitor.sample(new MeshField((_, _) -> 3).monitor(0.5, false, 1), Rect.UNIT, 8, 8);
        assertThat(m).containsOnly(1);
    }

    /** With θ = 0 the mesh stays, and the loss is the variance of M/θ at the points. */
    @Test
    void withoutWeightsTheLossIsKnown() {
        MeshOperator.Seen seen = MeshOperator.Seen.of(monitor);
        double[] xi = {0.3, 0.2, 0.7, 0.6, 0.5, 0.9};
        double[] zero = new double[operator.weights().size()];
        assertThat(operator.moved(fresh, zero, seen, xi, new CancelToken())).isEqualTo(xi);
        double[] m = new double[3];
        monitor.density(new double[] {0.3, 0.7, 0.5}, new double[] {0.2, 0.6, 0.9}, m, 0, 3);
        double expected = Arrays.stream(m).map(v -> Math.pow(v / seen.mean() - 1, 2)).average().orElseThrow();
        assertThat(fresh.evaluate(new CancelToken(), zero, w -> operator.loss(w, List.of(seen), xi))[0]).isCloseTo(expected, within(1e-12));
    }

    @Test
    void sidesStaySides() {
        double[] xi = {0, 0.3, 1, 0.7, 0.4, 0, 0.6, 1};
        double[] x = operator.moved(fresh, Arrays.stream(fresh.theta()).map(v -> 3 * v).toArray(), MeshOperator.Seen.of(monitor), xi, new CancelToken());
        assertThat(new double[] {x[0], x[2], x[5], x[7]}).containsExactly(new double[] {0, 1, 0, 1}, within(1e-12));
        assertThat(Math.abs(x[1] - 0.3)).isPositive();
    }

    /** Points are drawn where the monitor is large. */
    @Test
    void pointsGoWhereCellsAreWanted() {
        double[] u = new double[3 * 4000];
        new Philox(1).uniforms(0, 4000, 0, 3, u, 0);
        double[] x = MeshOperator.Seen.of(new GriddedMonitor(3, new CubicSplineField(Rect.UNIT, 2, 2, new double[] {0, 0, 1, 1}))).points(u);
        double right = 0;
        for (int k = 0; k < x.length; k += 2) {
            right += x[k] > 0.5 ? 1.0 / 4000 : 0;
        }
        assertThat(right).isBetween(0.65, 0.85);
    }

    /** Burgers' front u = 1/(1 + e^{(x+y−t)/2ν}) far from the sides, where u is given there by a constant start: mass moves by the flux alone. */
    @Test
    void aConstantPlateauMovesAtItsSpeed() {
        BurgersFlow f = new BurgersFlow(64, 1e-3);
        double[] u = f.start((x, y) -> Math.hypot(x - 0.35, y - 0.35) < 0.2 ? 0.8 : 0);
        try (var workers = new Workers(1)) {
            double[] v = f.after(u, 0.1, new StepContext(workers, new CancelToken()));
            assertThat(Arrays.stream(v).max().orElseThrow()).isBetween(0.75, 0.8 + 1e-12);
            assertThat(Arrays.stream(v).min().orElseThrow()).isGreaterThanOrEqualTo(-1e-12);
            assertThat(Arrays.stream(v).sum()).isCloseTo(Arrays.stream(u).sum(), within(1e-9 * Arrays.stream(u).sum()));
        }
    }
}
