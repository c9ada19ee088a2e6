package org.pushforward.engine.learn.layer;

import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Value;

/**
 * The lowest waves of real fields on a torus of n × n places, by products with small matrices: batch × n × n × channels to batch × (real, imaginary) × waves ×
 * channels and back. Wave numbers of the first axis run 0 … modes − 1, −modes … −1, those of the second, the faster one, 0 … modes − 1. With modes = n/2 all
 * waves are there but those whose second number is n/2.
 */
public record PlaneWaves(int modes, int n) {

    public PlaneWaves {
        if (2 * modes > n) {
            throw new IllegalArgumentException(modes + " waves do not fit on " + n + " places");
        }
    }

    /** 2 modes². */
    public int count() {
        return 2 * modes * modes;
    }

    /** Of the first axis. */
    public int first(int wave) {
        int k = wave / modes;
        return k < modes ? k : k - 2 * modes;
    }

    /** Of the second axis. */
    public int second(int wave) {
        return wave % modes;
    }

    /** Σ x e^(−2πi k·j/n). */
    public Value forward(Value x) {
        int b = x.size(0);
        int channels = x.size(3);
        Value lines = RealWaves.forward(x.tape(), modes, n).matmul(x.reshape(b * n, n, channels));
        return along(x.tape(), true).matmul(lines.reshape(b, 2 * n, modes * channels)).reshape(b, 2, count(), channels);
    }

    /** The field with these waves and no others. */
    public Value backward(Value waves) {
        int b = waves.size(0);
        int channels = waves.size(3);
        Value lines = along(waves.tape(), false).matmul(waves.reshape(b, 4 * modes, modes * channels)).reshape(b * n, 2 * modes, channels);
        return RealWaves.backward(waves.tape(), modes, n).matmul(lines).reshape(b, n, n, channels);
    }

    /** Along the first axis, of complex numbers: (re, im) × waves against places × (re, im), or its inverse. */
    private Value along(Tape tape, boolean isForward) {
        int m = 2 * modes;
        int columns = isForward ? 2 * n : 2 * m;
        double[] f = new double[4 * m * n];
        for (int k = 0; k < m; k++) {
            for (int j = 0; j < n; j++) {
                double angle = 2 * Math.PI * first(k * modes) * j / n;
                double c = Math.cos(angle) / (isForward ? 1 : n);
                double s = Math.sin(angle) / (isForward ? 1 : n);
                int[] at = isForward ? new int[] {k * columns + 2 * j, k * columns + 2 * j + 1, (m + k) * columns + 2 * j, (m + k) * columns + 2 * j + 1}
                        : new int[] {2 * j * columns + k, (2 * j + 1) * columns + k, 2 * j * columns + m + k, (2 * j + 1) * columns + m + k};
                f[at[0]] = c;
                f[at[1]] = s;
                f[at[2]] = -s;
                f[at[3]] = c;
            }
        }
        return tape.of(f, isForward ? 2 * m : 2 * n, columns);
    }
}
