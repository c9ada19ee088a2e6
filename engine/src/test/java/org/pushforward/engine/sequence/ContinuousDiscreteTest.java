package org.pushforward.engine.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.learn.AdamW;
import org.pushforward.engine.learn.Fit;
import org.pushforward.engine.learn.Weights;
import org.pushforward.engine.numerics.KalmanFilter;
import org.pushforward.engine.numerics.Matrix;
import org.pushforward.engine.numerics.Philox;

class ContinuousDiscreteTest {

    /** The midpoint rule has order 2, so over short intervals its linear filter is the exact one. */
    @Test
    void theFilterOnTheTapeIsTheExactOneOverShortIntervals() {
        double[] f = {0, 1, -4, -0.2};
        DriftFilter model = new DriftFilter("lti", 2, 1, f, new double[] {0.3, 0.3}, 0.1, 1);
        double[] times = {0, 0.002, 0.005, 0.006, 0.01};
        double[][] y = {{0.5, 0.4, Double.NaN, 0.45, 0.3}};
        Fit fit = Fit.start(Weights.of(model), AdamW.ADAM, new Philox(1)).precise();
        var steps = model.filtered(fit, new CancelToken(), times, y).getFirst();
        var exact = new KalmanFilter(Matrix.of(2, 2, f), Matrix.identity(2).scaled(0.09), 0.1)
                .filter(times, new double[][] {{0.5}, {0.4}, {Double.NaN}, {0.45}, {0.3}}, new KalmanFilter.Normal(new double[2], Matrix.identity(2)));
        assertThat(KalmanFilter.logLikelihood(steps)).isCloseTo(KalmanFilter.logLikelihood(exact), within(1e-6));
        assertThat(steps.getLast().known().mean()).usingComparatorWithPrecision(1e-6).containsExactly(exact.getLast().known().mean());
        double loss = fit.evaluate(new CancelToken(), w -> model.loss(w, times, y))[0];
        assertThat(loss).isCloseTo(-KalmanFilter.logLikelihood(steps) / 4, within(1e-12));
    }

    /** Nothing is missing, so lines pass through what was seen, and the error is that of the noise. */
    @Test
    void smallPendulumsSwingWithTheirPeriod() {
        Pendulums p = Pendulums.drawn(new Philox(3), 40, Pendulums.TIMES, 0.1, 0.3);
        assertThat(p.times()[0]).isZero();
        for (int k = 1; k < p.times().length; k++) {
            assertThat(p.times()[k] - p.times()[k - 1]).isBetween(0.12, 0.38);
        }
        double share = java.util.Arrays.stream(p.observed()).flatMapToDouble(java.util.Arrays::stream).filter(Double::isNaN).count() / (40.0 * Pendulums.TIMES);
        assertThat(share).isCloseTo(0.3 * 38 / 40, within(0.05));
    }

    @Test
    void aTableIsFilteredExactly(@TempDir Path folder) throws IOException {
        Path csv = folder.resolve("some.csv");
        Files.writeString(csv, "0,0.5,\n0.3,,0.2\n1.1,-0.2,0.1\n");
        var run = new ContinuousDiscrete().opened("dynamics=lti", "data=" + csv, "diffusion=0.3", "noise=0.1", "drift=0,1;-4,-0.2");
        double nan = Double.NaN;
        var exact = new KalmanFilter(Matrix.of(2, 2, 0, 1, -4, -0.2), Matrix.identity(2).scaled(0.09), 0.1)
                .filter(new double[] {0, 0.3, 1.1}, new double[][] {{0.5, nan}, {nan, 0.2}, {-0.2, 0.1}}, new KalmanFilter.Normal(new double[2], Matrix.identity(2)));
        assertThat(run.diagnostics().value("log-likelihood").orElseThrow()).isCloseTo(KalmanFilter.logLikelihood(exact), within(1e-12));
        run.advance(1, StepContext.serial());
        assertThat(run.frame(1, StepContext.serial()).layer("mean")).isPresent();
        assertThatThrownBy(() -> new ContinuousDiscrete().opened("data=" + csv)).isInstanceOf(InputException.class).hasMessageContaining("lti");
        assertThatThrownBy(() -> new ContinuousDiscrete().opened("dynamics=lti", "data=" + csv, "drift=-1")).isInstanceOf(InputException.class).hasMessageContaining("drift");
    }

    @Test
    void contradictionsAreRefused() {
        assertThatThrownBy(() -> new ContinuousDiscrete().opened("drift=0,1")).isInstanceOf(InputException.class).hasMessageContaining("square");
        assertThatThrownBy(() -> new ContinuousDiscrete().opened("diffusion=1,2,3")).isInstanceOf(InputException.class).hasMessageContaining("diffusion");
    }
}
