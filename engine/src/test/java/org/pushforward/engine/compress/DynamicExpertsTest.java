package org.pushforward.engine.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.Router;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Theta;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.Philox;

class DynamicExpertsTest {

    /** The middle of the first cluster lies at (2, 0) and is sent to its shift; half a unit on, the slope counts. */
    @Test
    void sixAffineMaps() {
        double[] slope = new double[24];
        slope[1] = 3;
        double[] shift = new double[12];
        shift[0] = 7;
        SixMaps.Points p = new SixMaps(slope, shift).points(new double[] {0, 0, 0, 1}, new double[] {0.1, 0.1});
        assertThat(p.x()[0]).isEqualTo(2);
        assertThat(p.y()[0]).isEqualTo(7);
        assertThat(p.y()[2]).isCloseTo(7 + 3 * 0.35, within(1e-12));
    }

    /** Six mixtures with top 1, six with top 2, five with top 4; the weights of two or four experts sum to one. */
    @Test
    void theGridHasSeventeenMixtures() {
        ExpertGrid grid = ExpertGrid.of(2, 3, 2);
        assertThat(grid.mixtures()).hasSize(17);
        Weights weights = Weights.of(grid);
        double[] theta = weights.initial(new Philox(2));
        // All experts say the same: so does every mixture.
        Arrays.fill(theta, weights.offset("grid.out"), weights.offset("grid.out.bias"), 0);
        Arrays.fill(theta, weights.offset("grid.out.bias"), weights.offset("grid.router"), 4);
        try (Tape tape = Tape.precise(new CancelToken())) {
            double[] all = grid.apply(Theta.constant(tape, weights, theta), tape.of(new double[] {1, 2, -3, 0.5}, 2, 2)).outputs().array();
            assertThat(all).hasSize(17 * 2 * 2);
            double[] y = IntStream.range(0, all.length).filter(k -> grid.mixtures().get(k / 4).top() > 1).mapToDouble(k -> all[k]).toArray();
            assertThat(Arrays.stream(y).map(v -> Math.abs(v - 4)).max().orElseThrow()).isLessThan(1e-12);
        }
    }

    /** Plain margins are those on the tape. */
    @Test
    void activeExpertsAreThoseWithAMargin() {
        boolean[] alive = new boolean[DynamicExperts.PLACES];
        Arrays.fill(alive, 0, 5, true);
        double[] theta = DynamicExperts.weights().initial(new Philox(3));
        double[] x = {1, 0.2, -0.4, 0.9, 0.1, -1};
        double[] m = DynamicExperts.margins(theta, x, alive);
        try (Tape tape = Tape.precise(new CancelToken())) {
            double[] a = DynamicExperts.active(Theta.constant(tape, DynamicExperts.weights(), theta), tape.of(x, 3, 2), alive).array();
            assertThat(a).containsExactly(Arrays.stream(m).map(v -> v > 0 ? 1 : 0).toArray());
        }
        assertThat(Router.usage(m, DynamicExperts.PLACES)[7]).isZero();
    }

    @Test
    void expertsAreBornWhereNobodyIs() {
        Solver s = new DynamicExperts().opened("start-experts=1", "batch=16", "iterations=50", "iterations-per-step=50");
        s.advance(1, StepContext.serial());
        assertThat(s.diagnostics().value("born").orElseThrow()).isEqualTo(1);
        assertThat(s.diagnostics().value("experts").orElseThrow()).isEqualTo(2);
    }
}
