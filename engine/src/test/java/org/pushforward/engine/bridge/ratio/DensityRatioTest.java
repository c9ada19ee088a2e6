package org.pushforward.engine.bridge.ratio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Value;
import org.pushforward.engine.numerics.GaussLegendre;
import org.pushforward.engine.numerics.Philox;

class DensityRatioTest {

    private static Solver solver(String... assignments) {
        String[] small = Arrays.copyOf(new String[] {"batch=32", "iterations-per-step=3", "steps=12"}, 3 + assignments.length);
        System.arraycopy(assignments, 0, small, 3, assignments.length);
        return new DensityRatio().opened(small);
    }

    private static double[] ratio(Solver s) {
        return ((Layer.Series) s.frame(0).layer("ratio").orElseThrow()).y();
    }

    /** Differences of the noise in t, and the score's integral against the ratio in three dimensions. */
    @ParameterizedTest
    @EnumSource(DiffusedInterpolant.Path.class)
    void slopesAndIntegralsFit(DiffusedInterpolant.Path path) {
        DiffusedInterpolant p = new DiffusedInterpolant(path, 0.7, 0.02);
        for (double t : new double[] {0.1, 0.4, 0.8}) {
            double h = 1e-5;
            assertThat(p.noiseSlope(t)).isCloseTo((p.noise(t + h) - p.noise(t - h)) / (2 * h), Offset.offset(1e-8));
        }
        GaussLegendre rule = new GaussLegendre(40);
        double mean = 0;
        for (int k = 0; k < rule.size(); k++) {
            mean += rule.weight(k) * p.noise(rule.node(k));
        }
        assertThat(p.meanNoise()).isCloseTo(mean, Offset.offset(1e-12));
        GaussianRatio r = new GaussianRatio(3, 0.8, 1.5, 0.3, p);
        double[] x = {0.4, -0.3, 1.1};
        assertThat(r.integral(x)).isCloseTo(r.logRatio(x, 0), Offset.offset(1e-11));
    }

    /** E s² in closed form against its integral over p_t on the line. */
    @Test
    void theMeanSquareOfTheScore() {
        GaussianRatio r = new GaussianRatio(1, 1, 2, 0.25, new DiffusedInterpolant(DiffusedInterpolant.Path.LINEAR, 0.5, 1e-3));
        GaussLegendre rule = new GaussLegendre(200);
        double sum = 0;
        for (int k = 0; k < rule.size(); k++) {
            double x = -9 + 20 * rule.node(k);
            double s = r.timeScore(new double[] {x}, 0, 0.6);
            sum += 20 * rule.weight(k) * s * s * r.density(x, 0.6);
        }
        assertThat(r.meanSquare(0.6)).isCloseTo(sum, Offset.offset(1e-10));
    }

    /** The loss at the exact score is lower than at scores moved by a function of x and t: it has its least value there. */
    @Test
    void theLossIsLeastAtTheTruth() {
        GaussianRatio r = new GaussianRatio(1, 1, 2, 0.25, new DiffusedInterpolant(DiffusedInterpolant.Path.LINEAR, 0.5, 0.01));
        double truth = loss(r, 0);
        // J = truth + δ² E λ sin² for a move by δ sin(3x + 2t); what is linear in δ is sampling error, some 0.2/√40 000 a tenth.
        assertThat(loss(r, 0.1)).isCloseTo(loss(r, -0.1), Offset.offset(0.02));
        assertThat(loss(r, 0.5)).isGreaterThan(truth);
        assertThat(loss(r, -0.5)).isGreaterThan(truth);
    }

    private static double loss(GaussianRatio r, double move) {
        int n = 40_000;
        Philox random = new Philox(3);
        double[] t = new double[n];
        random.uniforms(0, n, 0, 1, t, 0);
        double[] z = new double[3 * n];
        random.normals(0, n, 0, 3, z, 0);
        double[] s = new double[3 * n];
        double[] ds = new double[n];
        double[] weight = new double[n];
        double[] slope = new double[n];
        for (int k = 0; k < 3 * n; k++) {
            double time = k < n ? t[k] : k < 2 * n ? 0 : 1;
            int p = k % n;
            DiffusedInterpolant i = r.interpolant();
            double x = i.alpha(time) * z[3 * p] + i.beta(time) * (2 + 0.5 * z[3 * p + 1]) + Math.sqrt(i.noise(time)) * z[3 * p + 2];
            double h = 1e-5;
            s[k] = score(r, x, time, move);
            if (k < n) {
                ds[k] = (score(r, x, time + h, move) - score(r, x, time - h, move)) / (2 * h);
                weight[k] = i.noise(time) + 0.1;
                slope[k] = i.noiseSlope(time);
            }
        }
        try (Tape tape = Tape.precise(new CancelToken())) {
            Value all = tape.of(s, 3 * n, 1);
            DiffusedInterpolant i = r.interpolant();
            return TimeScoreNetwork.loss(all.slice(0, 0, n), tape.of(ds, n, 1), tape.of(weight, n, 1), tape.of(slope, n, 1), all.slice(0, n, 2 * n), i.noise(0) + 0.1,
                    all.slice(0, 2 * n, 3 * n), i.noise(1) + 0.1).number();
        }
    }

    private static double score(GaussianRatio r, double x, double t, double move) {
        return r.timeScore(new double[] {x}, 0, t) + move * Math.sin(3 * x + 2 * t);
    }

    /** The ends have their ratio whatever pairs them; the path between them is known for independent pairs. */
    @Test
    void theTruthShownIsThatOfThePairsThatAreDrawn() {
        Solver independent = solver();
        Solver optimal = solver("coupling=minibatch-ot");
        for (String path : new String[] {"score-exact", "score-size", "mean", "upper", "lower"}) {
            assertThat(independent.frame(0).layer(path)).as(path).isPresent();
            assertThat(optimal.frame(0).layer(path)).as(path).isEmpty();
        }
        assertThat(((Layer.Series) optimal.frame(0).layer("ratio-exact").orElseThrow()).y())
                .isEqualTo(((Layer.Series) independent.frame(0).layer("ratio-exact").orElseThrow()).y());
        assertThat(optimal.diagnostics().value("score-peak")).isEmpty();
        assertThat(optimal.diagnostics().value("kl-exact")).isEqualTo(independent.diagnostics().value("kl-exact")).isPresent();
    }

    @Test
    void liveChangesGoOnFromTheWeights() {
        Solver s = solver("problem=sets", "source=8-gaussians", "target=pinwheel", "coupling=minibatch-ot");
        s.step(StepContext.serial());
        double[] before = ratio(s);
        s.apply(new Change.Set("gamma2", 0.0));
        s.apply(new Change.Set("e", 0.0));
        s.apply(new Change.Set("query", -2.0));
        assertThat(ratio(s)).isEqualTo(before);
        assertThat(s.diagnostics().value("gamma").orElseThrow()).isZero();
        assertThat(s.diagnostics().value("log-ratio-exact")).as("no truth is claimed for point sets").isEmpty();
        s.step(StepContext.serial());
        assertThat(ratio(s)).isNotEqualTo(before);
        assertThatThrownBy(() -> s.apply(new Change.Set("batch", 8))).isInstanceOf(InputException.class);
    }

    /**
     * Weights of 10⁶ in five layers make numbers of 10³⁰, whose squares no 32 bits hold, after the first iteration; the run ends on the last good
     * weights.
     */
    @Test
    void divergenceIsSaid() {
        Solver s = solver("learning-rate=1e6");
        double[] before = ratio(s);
        Status end = s.advance(4, StepContext.serial());
        assertThat(end).isInstanceOfSatisfying(Status.Failed.class, f -> {
            assertThat(f.failure().message()).contains("is no number after 1 iteration").contains("may help");
            assertThat(f.failure().remedies().getFirst().parameter()).isEqualTo("learning-rate");
        });
        assertThat(ratio(s)).isEqualTo(before);
        s.apply(new Change.Set("learning-rate", 1e-3));
        assertThat(s.step(StepContext.serial())).isEqualTo(Status.RUNNING);
    }
}
