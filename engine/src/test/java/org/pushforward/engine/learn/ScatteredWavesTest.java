package org.pushforward.engine.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.learn.layer.PlaneWaves;
import org.pushforward.engine.learn.layer.ScatteredWaves;

class ScatteredWavesTest {

    private static final int N = 8;

    private static double[] grid() {
        double[] at = new double[2 * N * N];
        Arrays.setAll(at, k -> (k % 2 == 0 ? k / 2 / N : k / 2 % N) / (double) N);
        return at;
    }

    @Test
    void onAnEvenGridSumsAreTransformsBothWays() {
        try (Tape tape = Tape.precise(new CancelToken())) {
            Value f = tape.of(IntStream.range(0, 2 * N * N).mapToDouble(k -> Math.sin(k * k)).toArray(), 1, N, N, 2);
            PlaneWaves waves = new PlaneWaves(3, N);
            ScatteredWaves s = new ScatteredWaves(waves);
            ScatteredWaves.Basis b = s.basis(tape.of(grid(), 1, N * N, 2));
            Value there = s.forward(b, f.reshape(1, N * N, 2));
            assertThat(there.array()).containsExactly(waves.forward(f).array(), within(1e-11));
            assertThat(s.backward(b, there).array()).containsExactly(waves.backward(there).array(), within(1e-12));
        }
    }

    /** cos 2π(x − 2y) is kept as its wave (−1, 2), and is itself again at any point. */
    @Test
    void aWaveIsItselfAnywhere() {
        try (Tape tape = Tape.precise(new CancelToken())) {
            ScatteredWaves s = new ScatteredWaves(new PlaneWaves(3, N));
            double[] at = grid();
            double[] f = new double[N * N];
            Arrays.setAll(f, k -> Math.cos(2 * Math.PI * (at[2 * k] - 2 * at[2 * k + 1])));
            Value waves = s.forward(s.basis(tape.of(at, 1, N * N, 2)), tape.of(f, 1, N * N, 1));
            double[] places = {0.123, 0.456, 0.9, 0.07};
            double[] back = s.backward(s.basis(tape.of(places, 1, 2, 2)), waves).array();
            assertThat(back[0]).isCloseTo(Math.cos(2 * Math.PI * (0.123 - 0.912)), within(1e-12));
            assertThat(back[1]).isCloseTo(Math.cos(2 * Math.PI * (0.9 - 0.14)), within(1e-12));
        }
    }
}
