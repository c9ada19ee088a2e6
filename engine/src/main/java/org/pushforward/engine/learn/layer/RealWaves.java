package org.pushforward.engine.learn.layer;

import org.pushforward.engine.learn.Tape;
import org.pushforward.engine.learn.Value;

/** The first waves of real numbers on a circle, as products with small matrices. Stateless. */
final class RealWaves {

    private RealWaves() { }

    /** 2 modes × n: real parts Σ x cos(2πjk/n), then imaginary ones −Σ x sin(2πjk/n). */
    static Value forward(Tape tape, int modes, int n) {
        double[] f = new double[2 * modes * n];
        for (int k = 0; k < modes; k++) {
            for (int j = 0; j < n; j++) {
                f[k * n + j] = Math.cos(2 * Math.PI * k * j / n);
                f[(modes + k) * n + j] = -Math.sin(2 * Math.PI * k * j / n);
            }
        }
        return tape.of(f, 2 * modes, n);
    }

    /** n × 2 modes: back, with 0 for what lies beyond. */
    static Value backward(Tape tape, int modes, int n) {
        double[] f = new double[n * 2 * modes];
        for (int k = 0; k < modes; k++) {
            for (int j = 0; j < n; j++) {
                double scale = (k == 0 ? 1.0 : 2.0) / n;
                f[j * 2 * modes + k] = scale * Math.cos(2 * Math.PI * k * j / n);
                f[j * 2 * modes + modes + k] = -scale * Math.sin(2 * Math.PI * k * j / n);
            }
        }
        return tape.of(f, n, 2 * modes);
    }
}
