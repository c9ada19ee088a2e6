package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;

class BrownianPathTest {

    private static final StepContext SERIAL = StepContext.serial();

    /** Increments over a refined grid add up to that over the whole, over many doublings of the time too. */
    @Test
    void incrementsAddUp() {
        BrownianPath path = new BrownianPath(new Philox(3), 2);
        int n = 50;
        double[] whole = path.increment(0.01, 3.7, n, SERIAL);
        double[] sum = new double[2 * n];
        double at = 0.01;
        for (int i = 1; i <= 400; i++) {
            double next = i == 400 ? 3.7 : 0.01 * Math.pow(370, i / 400.0);
            double[] part = path.increment(at, next, n, SERIAL);
            Arrays.setAll(sum, k -> sum[k] + part[k]);
            at = next;
        }
        assertThat(sum).containsExactly(whole, within(1e-14));
    }

    /** Increments have the variance of their length, and those over stretches that do not overlap have nothing to do with each other: near and far apart. */
    @Test
    void theLawIsThatOfBrownianMotion() {
        int n = 20_000;
        BrownianPath path = new BrownianPath(new Philox(5), 1);
        double[] times = {1e-20, 1.7e-4, 0.3, 0.3003, 0.31, 0.49, 0.52, 17, 2.5e5, 1e20};
        double[] last = new double[n];
        for (int i = 1; i < times.length; i++) {
            double scale = 1 / Math.sqrt(times[i] - times[i - 1]);
            double[] step = Arrays.stream(path.increment(times[i - 1], times[i], n, SERIAL)).map(v -> scale * v).toArray();
            double[] former = last;
            // Five standard errors: √(2/n) of a variance, 1/√n of a mean and of a covariance.
            assertThat(mean(n, k -> step[k] * step[k])).as("variance to %s", times[i]).isCloseTo(1, within(5 * Math.sqrt(2.0 / n)));
            assertThat(mean(n, k -> step[k])).as("mean to %s", times[i]).isCloseTo(0, within(5 / Math.sqrt(n)));
            assertThat(mean(n, k -> step[k] * former[k])).as("covariance at %s", times[i]).isCloseTo(0, within(5 / Math.sqrt(n)));
            last = step;
        }
    }

    private static double mean(int n, IntToDoubleFunction of) {
        return IntStream.range(0, n).mapToDouble(of).average().orElseThrow();
    }

    /** A particle's path depends on neither the others nor the threads. */
    @Test
    void aPathIsTheSameForWhoeverAsks() {
        BrownianPath path = new BrownianPath(new Philox(9), 3);
        double[] some = path.increment(0.7, 1.3, 70, SERIAL);
        try (Workers two = new Workers(2)) {
            double[] more = path.increment(0.7, 1.3, 200, new StepContext(two, new CancelToken()));
            assertThat(Arrays.copyOf(more, some.length)).containsExactly(some);
        }
        assertThat(new BrownianPath(new Philox(10), 3).increment(0.7, 1.3, 70, SERIAL)[0]).isNotEqualTo(some[0]);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "2, 1", "1, Infinity", "NaN, 1", "1, NaN"})
    void timesThatAreNoneAreRefused(double a, double b) {
        BrownianPath path = new BrownianPath(new Philox(9), 1);
        assertThatThrownBy(() -> path.increment(a, b, 1, SERIAL)).isInstanceOf(IllegalArgumentException.class);
    }
}
