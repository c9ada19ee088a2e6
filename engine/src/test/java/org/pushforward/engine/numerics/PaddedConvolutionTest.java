package org.pushforward.engine.numerics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;

class PaddedConvolutionTest {

    private static final StepContext SERIAL = StepContext.serial();

    private static double[] uniforms(int n, int key) {
        double[] u = new double[n];
        new Philox(key).uniforms(0, n, 0, 1, u, 0);
        return u;
    }

    /** exp(−r/reach) in the quadrant. */
    private static double[] kernel(int n, double reach) {
        double[] k = new double[n * n];
        Arrays.setAll(k, x -> Math.exp(-Math.hypot(x / n, x % n) / reach));
        return k;
    }

    private static double[] densities(String kind, int n) {
        double[] u = uniforms(n * n, 3);
        double[] p = new double[n * n];
        switch (kind) {
            case "random" -> Arrays.setAll(p, k -> u[k]);
            case "wide" -> Arrays.setAll(p, k -> Math.exp(-40 * u[k]));
            case "steep" -> Arrays.setAll(p, k -> Math.exp(-30.0 * (k % n) / n));
            case "point" -> p[n * n / 3] = 1;
            default -> Arrays.fill(p, 1);
        }
        return p;
    }

    @ParameterizedTest
    @CsvSource({"1,flat,1", "2,random,1", "5,random,100", "16,point,0.5", "16,wide,3", "37,steep,1", "37,random,10", "37,flat,100", "37,point,4", "30,wide,0.1"})
    void noSumIsOffByMoreThanTheBound(int n, String kind, double reach) {
        double[] p = densities(kind, n);
        double[] k = kernel(n, reach);
        PaddedConvolution convolution = new PaddedConvolution(n);
        double[] out = new double[n * n];
        double[] transformed = convolution.kernel(k, SERIAL);
        convolution.prepare(p, SERIAL);
        convolution.convolve(transformed, out, SERIAL);
        double norm = Math.sqrt(Arrays.stream(p).map(v -> v * v).sum());
        double sumOfKernel = 0;
        double[] exact = new double[n * n];
        for (int x = 0; x < n * n; x++) {
            sumOfKernel += (x / n > 0 ? 2 : 1) * (x % n > 0 ? 2 : 1) * k[x];
            int here = x;
            // Compensated, so that only the transforms' rounding is seen.
            double[] terms = new double[n * n];
            Arrays.setAll(terms, y -> p[y] * k[Math.abs(here / n - y / n) * n + Math.abs(here % n - y % n)]);
            exact[x] = Arrays.stream(terms).sum();
        }
        double allowed = convolution.error(norm, sumOfKernel, Arrays.stream(exact).max().orElseThrow());
        double worst = 0;
        for (int x = 0; x < n * n; x++) {
            worst = Math.max(worst, Math.abs(out[x] - exact[x]));
        }
        // A bound that says nothing would be no use either.
        assertThat(allowed).isLessThan(1e-11 * sumOfKernel * norm);
        assertThat(worst).isLessThan(0.5 * allowed);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void threadsDoNotChangeBits(int threads) {
        int n = 41;
        double[][] out = new double[2][n * n];
        for (int k = 0; k < 2; k++) {
            try (Workers workers = new Workers(k == 0 ? 1 : threads)) {
                StepContext context = new StepContext(workers, new CancelToken());
                PaddedConvolution convolution = new PaddedConvolution(n);
                double[] kernel = convolution.kernel(kernel(n, 5), context);
                convolution.prepare(densities("random", n), context);
                convolution.convolve(kernel, out[k], context);
            }
        }
        assertThat(out[1]).isEqualTo(out[0]);
    }

    @Test
    void itAsksWhetherItIsCancelled() {
        CancelToken cancel = new CancelToken();
        StepContext context = new StepContext(Workers.serial(), cancel);
        PaddedConvolution convolution = new PaddedConvolution(8);
        double[] kernel = convolution.kernel(kernel(8, 2), context);
        convolution.prepare(densities("random", 8), context);
        cancel.cancel();
        assertThatThrownBy(() -> convolution.prepare(densities("flat", 8), context)).isInstanceOf(CancelToken.Cancelled.class);
        assertThatThrownBy(() -> convolution.convolve(kernel, new double[64], context)).isInstanceOf(CancelToken.Cancelled.class);
    }
}
